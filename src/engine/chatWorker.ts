import { parentPort, workerData } from 'node:worker_threads';
import type { ChatTemplate } from '../text/chat-template';
import { renderChat } from '../text/chat-template';

/** What the thread is given, and what it answers before it ends. */
export interface ChatRequest {
  template: ChatTemplate;
  message: string;
}
export type ChatReply = { text: string } | { error: string };

/** A thread of its own, with little memory: a template may loop without end, and a thread can be ended. */
const { template, message } = workerData as ChatRequest;

function reply(): ChatReply {
  try {
    return { text: renderChat(template, message) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(reply());
