import type { TokenizerDefinition } from './definition';
import { isRecord } from './definition';

/** The tokens that frame a text, if the files name them. */
export interface SpecialTokens {
  readonly bos: number | undefined;
  readonly eos: number | undefined;
  /** whether a text is to begin with `bos` */
  readonly addsBos: boolean;
}

/**
 * The beginning and end of text by tokenizer_config.json, else by the template of tokenizer.json. Whether the
 * beginning is added is for `add_bos_token` to say; where it is missing, for the template.
 */
export function specialTokensOf({
  config,
  postProcessor,
  addedTokens,
  vocabulary,
}: TokenizerDefinition): SpecialTokens {
  const idOf = (content: string | undefined): number | undefined => {
    if (content === undefined) return undefined;
    const added = addedTokens.find((token) => token.content === content);
    if (added) return added.id;
    const id = vocabulary.indexOf(content);
    return id < 0 ? undefined : id;
  };
  const first = idOf(firstOfTemplate(postProcessor));
  const bos = idOf(contentOf(config.bos_token)) ?? first;
  const explicit = config.add_bos_token;
  return {
    bos,
    eos: idOf(contentOf(config.eos_token)),
    addsBos: bos !== undefined && (typeof explicit === 'boolean' ? explicit : first === bos),
  };
}

/** What the vocabulary calls its control tokens. */
export function specialContents({ config, addedTokens }: TokenizerDefinition): ReadonlySet<unknown> {
  const more = config.additional_special_tokens;
  const added = addedTokens.filter(({ special }) => special).map(({ content }) => content);
  return new Set<unknown>([...added, ...(Array.isArray(more) ? (more as unknown[]) : [])]);
}

function contentOf(token: unknown): string | undefined {
  const content = isRecord(token) ? token.content : token;
  return typeof content === 'string' ? content : undefined;
}

/** The special token that a post-processor puts before a single text. */
function firstOfTemplate(processor: unknown): string | undefined {
  if (!isRecord(processor)) return undefined;
  if (processor.type === 'Sequence' && Array.isArray(processor.processors)) {
    return processor.processors.map(firstOfTemplate).find((content) => content !== undefined);
  }
  if (Array.isArray(processor.single)) {
    const item: unknown = processor.single[0];
    const special = isRecord(item) ? item.SpecialToken : undefined;
    return isRecord(special) && typeof special.id === 'string' ? special.id : undefined;
  }
  if (Array.isArray(processor.cls)) return contentOf(processor.cls[0]);
  return undefined;
}
