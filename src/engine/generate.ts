import type { CallContext } from '../rpc/rpc';
import type { GenerateRequest, Generation, GenerationPart } from '../protocol/generation';
import { BabelscopeError } from '../rpc/failure';
import { touchedBy } from '../steering/vectors';
import type { Decoded } from './decode';
import { decode } from './decode';
import { tokenLogProbabilities } from './likelihood';
import type { LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { joinIds, prefixIds, readTokens } from './reading';
import { shareActive, tokenActivity } from './reduce';
import { Shadow } from './shadow';
import type { Steering } from './steering';

/**
 * Continues a prompt token by token, with or without an intervention, and then has the plain model read the
 * result. Two at once take turns, since every forward pass first gives the event loop a turn.
 *
 * @throws BabelscopeError `prompt-empty`, `prompt-too-long`, `intervention-contradictory`,
 * `intervention-invalid`, `language-without-neurons`, `atlas-missing`, `chat-template-broken`, or `cancelled`
 * between two tokens
 */
export async function generate(
  model: LoadedModel,
  steering: Steering,
  probe: Probe | undefined,
  request: GenerateRequest,
  context: CallContext<GenerationPart>,
): Promise<Generation> {
  const started = performance.now();
  const promptIds = await promptOf(model, steering, request);
  const room = roomBehind(promptIds, steering.options.context);
  const vectors = request.intervention ? steering.compile(request.intervention) : undefined;
  const touched = vectors ? touchedBy(vectors) : { neurons: 0, residual: 0 };
  const decoding = {
    decoder: steering.decoder(vectors),
    shadow: touched.neurons + touched.residual > 0 ? new Shadow(steering.decoder()) : undefined,
    tokenizer: model.tokenizer,
    ends: steering.ends,
    room,
    started,
  };
  const decoded = await decode(decoding, promptIds, request, context);
  const { continuation, length, finish, firstTokenMilliseconds, tokensPerSecond } = decoded;
  const ranges = continuation.ranges(length);
  // Some of a stop string's tokens lie past the end of the text.
  const kept = finish === 'stop' ? ranges.start.filter((start) => start < length).length : decoded.ids.length;
  const ids = Int32Array.from(decoded.ids.slice(0, kept));
  const logProbability = Float32Array.from(decoded.logProbability.slice(0, kept));
  const changedAt = vectors ? decoded.changedAt : null;
  return {
    promptIds,
    ids,
    text: continuation.text.slice(0, length),
    start: ranges.start.slice(0, kept),
    end: ranges.end.slice(0, kept),
    logProbability,
    languages: steering.options.languages,
    ...(request.textOnly
      ? unread
      : await readBack(model, probe, promptIds, ids, vectors ? undefined : logProbability, context)),
    finish,
    changedAt,
    touched,
    firstTokenMilliseconds,
    tokensPerSecond,
    warnings: warnings(model, decoded, changedAt),
  };
}

/**
 * The tokens of a prompt, as the model reads them.
 *
 * @throws BabelscopeError `prompt-empty`, `chat-template-broken`
 */
export async function promptOf(
  model: LoadedModel,
  steering: Steering,
  { prompt, parseSpecial, chat }: Pick<GenerateRequest, 'prompt' | 'parseSpecial' | 'chat'>,
): Promise<Int32Array> {
  if (prompt.length === 0 || (typeof prompt === 'string' && prompt.trim() === '')) {
    throw new BabelscopeError('prompt-empty', 'There is no prompt to continue. Write or select some text.');
  }
  if (typeof prompt !== 'string') return prompt;
  // A template writes the beginning-of-text token itself, if the model wants one.
  if (chat) return model.tokenizer.encode(await chatOf(model, steering, prompt), { parseSpecial: true }).ids;
  const { ids } = model.tokenizer.encode(prompt, { parseSpecial });
  const prefix = prefixIds(model);
  // The prompt may already begin with it.
  return ids[0] === prefix[0] ? ids : joinIds(prefix, ids);
}

function chatOf(model: LoadedModel, { chat }: Steering, message: string): Promise<string> {
  if (chat) return chat(message);
  throw new BabelscopeError(
    'chat-template-broken',
    `${model.folder.name} has no chat template. Generate without one, or choose another model.`,
  );
}

/**
 * How many tokens fit after a prompt. A prompt is never truncated: that would continue another text than
 * requested.
 *
 * @throws BabelscopeError `prompt-too-long`
 */
export function roomBehind(prompt: Int32Array, context: number): number {
  if (prompt.length < context) return context - prompt.length;
  const [tokens, most] = [prompt.length, context].map((count) => count.toLocaleString('en'));
  throw new BabelscopeError(
    'prompt-too-long',
    `The prompt has ${tokens} tokens, and this model reads ${most} together with what it generates. Shorten the prompt.`,
  );
}

const nothing = new Float32Array();
const unread = { activity: nothing, share: nothing, plainLogProbability: nothing };

/** Language activity and likelihood of the generated text, as the plain model reads it. */
async function readBack(
  model: LoadedModel,
  probe: Probe | undefined,
  promptIds: Int32Array,
  ids: Int32Array,
  logProbability: Float32Array | undefined,
  context: CallContext<GenerationPart>,
): Promise<Pick<Generation, 'activity' | 'share' | 'plainLogProbability'>> {
  if (ids.length === 0) return unread;
  const begin = prefixIds(model);
  const prefix = begin.length > 0 && promptIds[0] === begin[0] ? begin : new Int32Array();
  const all = joinIds(promptIds.subarray(prefix.length), ids);
  const first = all.length - ids.length;
  const reading = await readTokens(model, probe, prefix, all, () => context.signal.throwIfAborted());
  const plainLogProbability =
    logProbability?.slice() ?? (await tokenLogProbabilities(model, all, reading, first));
  if (!probe || !model.neurons) return { activity: nothing, share: nothing, plainLogProbability };
  const activations = reading.activations.subarray(first * probe.columns);
  const share = shareActive(activations, ids.length, probe.columns, probe.ofLanguage);
  return { activity: tokenActivity(share, model.neurons.scale), share, plainLogProbability };
}

function warnings(model: LoadedModel, { finish }: Decoded, changedAt: number | null): string[] {
  const said: string[] = [];
  if (finish === 'not-a-number') {
    said.push(
      changedAt === null
        ? 'The model’s output is no longer a number, so generation stopped. Try a model of higher precision.'
        : 'The intervention is so strong that the model’s output is no longer a number, so generation stopped. Lower the strength.',
    );
  }
  if (changedAt === -1) {
    said.push(
      'The intervention changed nothing: all logits are those of the plain model. Try another method, more layers or more strength.',
    );
  }
  const { cache } = model.anatomy;
  if (!cache || cache.outputs.length !== cache.inputs.length) {
    said.push(
      'This export has no usable cache, so every token reads the whole text again. Export it with a cache to generate faster.',
    );
  }
  return said;
}
