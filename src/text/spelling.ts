import { bytesOfToken, readableBytes } from './bytes';
import type { Stage } from './definition';
import { isRecord } from './definition';

/** How a vocabulary spells its tokens, read from the decoder: its steps say what stands for a space, a byte … */
export type Spelling = (token: string) => string;

/**
 * How one token of the vocabulary reads on its own: white space kept, a partial character as its bytes
 * ("<E9><A7>").
 */
export function spellingOf(decoder: Stage | null): Spelling {
  const steps = flatten(decoder);
  const kinds = new Set(steps.map(({ type }) => type));
  if (kinds.has('ByteLevel')) {
    return (token) => {
      const bytes = bytesOfToken(token);
      return bytes ? readableBytes(bytes) : token;
    };
  }
  const replacements = steps.flatMap((step): [string, string][] => {
    switch (step.type) {
      case 'Metaspace':
        return [[textOf(step.replacement, '▁'), ' ']];
      case 'BPEDecoder':
        return [[textOf(step.suffix, '</w>'), ' ']];
      case 'Replace': {
        const pattern = isRecord(step.pattern) ? step.pattern.String : undefined;
        return typeof pattern === 'string' ? [[pattern, textOf(step.content, '')]] : [];
      }
      default:
        return [];
    }
  });
  const prefixes = steps.flatMap((step) => (step.type === 'WordPiece' ? [textOf(step.prefix, '##')] : []));
  return (token) => {
    const byte = kinds.has('ByteFallback') ? /^<0x([0-9A-F]{2})>$/i.exec(token) : null;
    if (byte) return readableBytes([parseInt(byte[1], 16)]);
    let text = token;
    for (const prefix of prefixes) if (prefix && text.startsWith(prefix)) text = text.slice(prefix.length);
    for (const [from, to] of replacements) if (from) text = text.replaceAll(from, () => to);
    return text;
  };
}

function flatten(decoder: Stage | null): Stage[] {
  if (!decoder) return [];
  if (decoder.type !== 'Sequence' || !Array.isArray(decoder.decoders)) return [decoder];
  return decoder.decoders.filter(isRecord).flatMap(flatten);
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
