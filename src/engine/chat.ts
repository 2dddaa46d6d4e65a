import { Worker } from 'node:worker_threads';
import { BabelscopeError } from '../rpc/failure';
import type { ChatTemplate } from '../text/chat-template';
import type { ChatReply, ChatRequest } from './chatWorker';

/** Milliseconds a template may compute once its thread runs. Published ones take a few. */
const patience = 10_000;
/** Limits a template's memory; if its thread exceeds them, only the thread ends. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** Formats prompts as chat messages. */
export type ChatWriter = (message: string) => Promise<string>;

/**
 * Renders a model's chat template in a thread that is ended when it takes too long or too much memory.
 *
 * @param file the thread's built entry file
 * @param name of the model, for the message
 * @returns a function that throws BabelscopeError `chat-template-broken`
 */
export function chatWriter(file: string, template: ChatTemplate, name: string): ChatWriter {
  let last: { message: string; text: Promise<string> } | undefined;
  return (message) => {
    // The plain and the steered run ask for the same message.
    if (last?.message !== message) last = { message, text: render(file, { template, message }, name) };
    return last.text;
  };
}

async function render(file: string, request: ChatRequest, name: string): Promise<string> {
  const worker = new Worker(file, { workerData: request, env: {}, resourceLimits });
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await new Promise<ChatReply>((resolve) => {
      worker.once('online', () => {
        timer = setTimeout(() => resolve({ error: 'it takes far too long' }), patience);
      });
      worker.once('message', (value: ChatReply) => resolve(value));
      worker.once('error', (error: NodeJS.ErrnoException) =>
        resolve({
          error: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it takes far too much memory' : error.message,
        }),
      );
      worker.once('exit', (code) => resolve({ error: `it ended with code ${code}` }));
    });
    if ('text' in reply) return reply.text;
    throw new BabelscopeError(
      'chat-template-broken',
      `The chat template of ${name} cannot be used: ${sentencePart(reply.error)}. Generate without it: turn “As a chat” off under More, or add --no-chat.`,
    );
  } finally {
    clearTimeout(timer);
    void worker.terminate();
  }
}

/** Shortens what a template or its interpreter reports to fit into a sentence. */
function sentencePart(words: string): string {
  const line = words
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
