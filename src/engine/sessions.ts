import { InferenceSession } from './runtime';
import type { Tensor } from './runtime';
import type { VariantFile } from '../graph/variants';
import { BabelscopeError } from '../rpc/failure';
import { halvesToFloats } from './half';
import { loadFailure, runFailure } from './load-failure';
import type { Provider } from './provider';

/** A graph loaded into onnxruntime. */
export interface Session {
  variant: VariantFile;
  /**
   * Runs the graph; copies out only the requested outputs. Blocks this process's event loop while it runs.
   */
  run(feeds: Record<string, Tensor>, outputs: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Threads of one forward pass; 0 leaves the choice to onnxruntime. */
  threads: number;
  /** Marked as refused if it cannot load a session. */
  provider: Provider;
  /**
   * Unpacks weight-only int8 to float32 once at load. This makes forward passes over many tokens faster, with
   * exactly the results the graph specifies; but the weights take four times the memory, so it is for small
   * models.
   */
  unpackWeights: boolean;
}

/**
 * Loads a variant, whose weights stay in the exported model's files.
 *
 * @throws BabelscopeError `model-broken` or `model-unsupported` with onnxruntime's reason
 */
export async function loadSession(variant: VariantFile, options: SessionOptions): Promise<Session> {
  const { threads, provider, unpackWeights } = options;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(variant.file, {
      executionProviders: provider.list,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(threads > 0 && { intraOpNumThreads: threads }),
      extra: {
        session: {
          model_external_initializers_file_folder_path: variant.weightsFolder,
          ...(unpackWeights && { disable_quant_qdq: '1' }),
        },
      },
    });
  } catch (error) {
    if (provider.used !== 'cpu') {
      provider.refuse((error instanceof Error ? error.message : String(error)).split('\n')[0]);
      return loadSession(variant, options);
    }
    throw loadFailure(error);
  }
  return {
    variant,
    run: async (feeds, outputs) => {
      try {
        return await session.run(feeds, outputs);
      } catch (error) {
        throw runFailure(error);
      }
    },
    release: () => session.release(),
  };
}

/** The float data of an output; half precision, in which a plain export may compute logits, is converted. */
export function floats(outputs: Record<string, Tensor>, name: string): Float32Array {
  const { data, type } = outputs[name];
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data))
    return halvesToFloats(new Uint16Array(data.buffer, data.byteOffset, data.length));
  throw new BabelscopeError(
    'model-unsupported',
    `The model computes ${name} as ${outputs[name].type}, not in float32 or float16. Export it in one of these, or choose another model.`,
  );
}
