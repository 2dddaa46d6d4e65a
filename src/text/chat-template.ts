import { isRecord } from './definition';
import { Given } from './jinja/arguments';
import { renderTemplate } from './jinja/interpreter';
import { strftime } from './jinja/strftime';
import { list } from './jinja/values';

/** How a model wants a conversation written down, from `tokenizer_config.json` and `chat_template.jinja`. */
export interface ChatTemplate {
  /** Jinja. */
  source: string;
  /** What the configuration calls its special tokens: `bos_token` → `<s>`, … */
  specialTokens: Record<string, string>;
}

/** UTF-16 units. Published templates have some thousands. */
const longestTemplate = 200_000;
/** UTF-16 units. The template of a prompt that fills the largest context stays below. */
const longestChat = 2_000_000;

/**
 * The template of a model that has one. A configuration may hold several by name, of which plain conversation is
 * `default`; a file of its own stands above it, as in Transformers.
 *
 * @param tokenizerConfig parsed `tokenizer_config.json`, or nothing
 * @param file text of `chat_template.jinja`, where there is one
 */
export function chatTemplateOf(tokenizerConfig: unknown, file?: string): ChatTemplate | undefined {
  const config = isRecord(tokenizerConfig) ? tokenizerConfig : {};
  const source = file ?? named(config.chat_template);
  if (source === undefined || source.trim() === '') return undefined;
  const specialTokens: Record<string, string> = {};
  for (const [name, token] of Object.entries(config)) {
    const content = isRecord(token) ? token.content : token;
    if (/^\w+_token$/.test(name) && typeof content === 'string') specialTokens[name] = content;
  }
  return { source, specialTokens };
}

/**
 * Formats one user message as the model expects it, up to where the model's answer begins. The template is
 * interpreted, never executed; its computation is not bounded here, so run it where it can be terminated.
 *
 * @param now what `strftime_now` writes
 * @throws Error with what is wrong with the template, or what it says itself
 */
export function renderChat(
  { source, specialTokens }: ChatTemplate,
  message: string,
  now = new Date(),
): string {
  if (source.length > longestTemplate) throw new Error('it is far too long');
  const text = renderTemplate(source, {
    strftime_now: (args, named) =>
      strftime(now, new Given('strftime_now', ['format'], args, named).text('format')),
    ...specialTokens,
    messages: list([
      new Map([
        ['role', 'user'],
        ['content', message],
      ]),
    ]),
    add_generation_prompt: true,
    tools: null,
    documents: null,
  });
  if (text.length > longestChat) throw new Error('what it writes is far too long');
  return text;
}

function named(templates: unknown): string | undefined {
  if (typeof templates === 'string') return templates;
  if (!Array.isArray(templates)) return undefined;
  const all = templates.filter(isRecord);
  const chosen = all.find(({ name }) => name === 'default') ?? (all.length === 1 ? all[0] : undefined);
  return typeof chosen?.template === 'string' ? chosen.template : undefined;
}
