import { basename, dirname, relative } from 'node:path';
import type { AtlasMetadata } from '../files/atlas';
import { readAtlas } from '../files/atlas';
import { UnreadableError } from '../files/whole';
import type { Anatomy } from '../graph/anatomy';
import { findAnatomy } from '../graph/anatomy';
import type { OnnxGraph } from '../graph/file';
import { readGraph } from '../graph/file';
import { precisionOf } from '../graph/precision';
import type { VariantName } from '../graph/variants';
import type { ActivityScale } from '../lape/activity';
import { activityScale } from '../lape/activity';
import type { NeuronSets } from '../lape/select';
import { selectNeurons } from '../lape/select';
import type { ModelFolder } from '../model/folder';
import { readModelFolder } from '../model/folder';
import { modelIdentity } from '../model/identity';
import type { OpenModel, OpenRequest } from '../protocol/engine';
import type { Thresholds } from '../lape/thresholds';
import { BabelscopeError } from '../rpc/failure';
import type { SteeringSums } from '../steering/subject';
import type { TextTokenizer } from '../text/tokenizer';
import { createBoundedTokenizer } from './bounded-tokenizer';
import { withinVocabulary } from './known-tokens';
import { plainVariant, proveVariants } from './proof';
import { Provider } from './provider';
import type { Session, SessionOptions } from './sessions';
import { loadSession } from './sessions';
import type { VariantStore } from './variant-store';
import { openVariantStore } from './variant-store';

/**
 * Longest forward pass: longer contexts cost quadratic memory and reveal nothing more about a token's
 * language.
 */
const longestWindow = 1024;

/** Quantised weights up to this size are unpacked to float32 at load. */
const unpackedBytes = 256 * 1024 * 1024;

/** Exporters may pad the vocabulary to a multiple of this. */
const vocabularyPadding = 128;

/**
 * Each language's neurons, the scale of their activity and the sums that steering uses, from the model's
 * atlas.
 */
export interface LanguageNeurons {
  sets: NeuronSets;
  scale: ActivityScale;
  sums: SteeringSums;
  /** The thresholds used to select the sets. */
  thresholds: Thresholds;
  /** What the atlas was counted on. */
  about: AtlasMetadata;
}

/** A model that is ready to run. */
export interface LoadedModel {
  folder: ModelFolder;
  identity: string;
  anatomy: Anatomy;
  tokenizer: TextTokenizer;
  /** Longest forward pass, in tokens. */
  context: number;
  /** Undefined without an atlas. */
  neurons: LanguageNeurons | undefined;
  /** The session of a variant, loaded on first use and kept. */
  session(name: VariantName): Promise<Session>;
  describe(): OpenModel;
}

/**
 * Opens a model folder: reads the graph without its weights, finds its anatomy, proves the variants once.
 *
 * @throws BabelscopeError, with a next step for the user.
 */
export async function loadModel(request: OpenRequest): Promise<LoadedModel> {
  const chosen = request.graph && relative(request.folder, request.graph);
  const folder = await readModelFolder(request.folder, chosen);
  const bounded = createBoundedTokenizer(folder.tokenizer, folder.tokenizerConfig);
  const graph = await readGraph(folder.graphFile);
  const anatomy = findAnatomy(graph);
  holdAgainstConfig(folder, anatomy);
  const tokenizer = withinVocabulary(bounded, anatomy.vocabulary, folder.name);
  const identity = await modelIdentity([graph.file, ...graph.weights.files.map(({ path }) => path)]);
  const neurons = request.atlas
    ? await readNeurons(request.atlas, identity, anatomy, request.thresholds)
    : undefined;
  const store = await openVariantStore(request.storage, identity, graph, anatomy);
  const bytes = graph.weights.files.reduce((sum, { size }) => sum + size, 0);
  const provider = new Provider(request.provider ?? 'cpu');
  const options: SessionOptions = {
    threads: request.threads,
    provider,
    unpackWeights: bytes <= unpackedBytes,
  };
  const precision = precisionOf(graph);
  const sessions = new Map<VariantName, Promise<Session>>();
  const session = (name: VariantName) => {
    const loaded = sessions.get(name) ?? store.get(name).then((file) => loadSession(file, options));
    sessions.set(name, loaded);
    return loaded;
  };
  // Whether a provider works only shows when it first loads something, and must be known from the start.
  if (provider.used !== 'cpu') await session('inspect');
  if (!(await store.proven(provider.used))) await prove(graph, anatomy, session, store, options);
  // Steering comes later, if at all; until then its session would only hold a second copy of the weights.
  const steer = sessions.get('steer');
  sessions.delete('steer');
  await steer?.then((loaded) => loaded.release());

  return {
    folder,
    identity,
    anatomy,
    tokenizer,
    context: Math.min(folder.config.context, longestWindow),
    neurons,
    session,
    describe: () => ({
      name: folder.name,
      identity,
      layers: anatomy.layers,
      dModel: anatomy.dModel,
      dMlp: anatomy.dMlp,
      vocabulary: anatomy.vocabulary,
      precision,
      provider: { used: provider.used, refusal: provider.refusal },
      context: folder.config.context,
      languages: [...(neurons?.sets.languages ?? [])],
      neurons: neurons?.sets.members.map((members) => members.length) ?? [],
      warnings: [
        ...(provider.refusal === undefined ? [] : [provider.refusal]),
        ...(neurons ? warnings(neurons.sets) : []),
      ],
    }),
  };
}

async function prove(
  graph: OnnxGraph,
  anatomy: Anatomy,
  session: (name: VariantName) => Promise<Session>,
  store: VariantStore,
  options: SessionOptions,
): Promise<void> {
  const steer = await session('steer');
  const inputs = steer.variant.inputs.filter(
    ({ name }) => !/^(scale|offset|residual_offset)\.\d+$/.test(name),
  );
  const linked = graph.weights.folder !== dirname(graph.file);
  const exported = linked ? await store.get('plain') : plainVariant(graph.file, graph.weights.folder, inputs);
  const plain = await loadSession(exported, options);
  try {
    const sessions = { plain, inspect: await session('inspect'), lens: await session('lens'), steer };
    await proveVariants(sessions, anatomy, anatomy.vocabulary);
  } finally {
    await plain.release();
  }
  await store.setProven(options.provider.used);
}

async function readNeurons(
  file: string,
  identity: string,
  anatomy: Anatomy,
  thresholds: Thresholds,
): Promise<LanguageNeurons> {
  const atlas = await readAtlas(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    throw new BabelscopeError(
      'atlas-missing',
      `The atlas ${basename(file)} ${error.message}. Count the model's neurons again.`,
      { cause: error },
    );
  });
  const shape = (of: { layers: number; dMlp: number; dModel: number }) =>
    `${of.layers} ${of.dMlp} ${of.dModel}`;
  if (atlas.about.model !== identity || shape(atlas) !== shape(anatomy)) {
    throw new BabelscopeError(
      'atlas-other-model',
      `The atlas ${basename(file)} was counted on another model. Count it again on this one, or choose another model.`,
    );
  }
  const sets = selectNeurons(atlas, thresholds);
  const { dModel, tokens, activationSum, residualSum, about } = atlas;
  const sums = { dModel, tokens, activationSum, residualSum };
  return { sets, scale: activityScale(sets), sums, thresholds, about };
}

function holdAgainstConfig(folder: ModelFolder, anatomy: Anatomy): void {
  const { config } = folder;
  const claims: [what: string, claimed: number | undefined, found: number, padding?: number][] = [
    ['layers', config.layers, anatomy.layers],
    ['hidden size', config.dModel, anatomy.dModel],
    ['intermediate size', config.dMlp, anatomy.dMlp],
    ['tokens', config.vocabulary, anatomy.vocabulary, vocabularyPadding],
  ];
  for (const [what, claimed, found, padding = 1] of claims) {
    if (claimed === undefined) continue;
    if (found < claimed || found > padding * Math.ceil(claimed / padding)) {
      throw new BabelscopeError(
        'model-broken',
        `The graph of ${folder.name} has ${found} ${what}, its config.json says ${claimed}. ` +
          'They belong to different models: download the folder again.',
      );
    }
  }
}

function warnings(sets: NeuronSets): string[] {
  const said: string[] = [];
  if (sets.selected.length < sets.wanted) {
    said.push(`Only ${sets.selected.length} of ${sets.wanted} neurons qualify at these thresholds.`);
  }
  const without = sets.languages.filter((_, k) => sets.members[k].length === 0);
  if (without.length > 0) said.push(`No language neurons for ${without.join(', ')} at these thresholds.`);
  return said;
}
