import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatTemplate } from '../text/chat-template';
import { chatTemplateOf } from '../text/chat-template';
import { modelRoot } from './layout';

/** Maximum bytes read of a template: more than any that is rendered. */
const most = 1_000_000;

/**
 * The chat template of a model folder, from `chat_template.jinja` or `tokenizer_config.json`; undefined if
 * there is none. Errors in it only show when it is rendered.
 */
export async function readChatTemplate(
  folder: string,
  tokenizerConfig: unknown,
): Promise<ChatTemplate | undefined> {
  return chatTemplateOf(
    tokenizerConfig,
    await readHead(join(await modelRoot(folder), 'chat_template.jinja')),
  );
}

async function readHead(file: string): Promise<string | undefined> {
  // Opening a pipe that nobody writes to would never return.
  if (!(await stat(file).catch(() => undefined))?.isFile()) return undefined;
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const buffer = Buffer.alloc(most);
    const { bytesRead } = await handle.read(buffer, 0, most, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '');
  } finally {
    await handle.close();
  }
}
