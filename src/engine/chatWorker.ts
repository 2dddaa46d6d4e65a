import { parentPort, workerData } from 'node:worker_threads';
import type { ChatTemplate } from '../text/chat-template';
import { renderChat } from '../text/chat-template';

/** What the thread receives, and what it answers before it exits. */
export interface ChatRequest {
  template: ChatTemplate;
  message: string;
}
export type ChatReply = { text: string } | { error: string };

/** A thread with little memory: a template may loop forever, and a thread can be terminated. */
const { template, message } = workerData as ChatRequest;

function reply(): ChatReply {
  try {
    return { text: renderChat(template, message) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(reply());
