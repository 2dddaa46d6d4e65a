import { env } from './runtime';
import { version } from '../../package.json';

/** Versions of what computed a result: Babelscope and onnxruntime. */
export const versions = {
  babelscope: version,
  onnxruntime: env.versions.node ?? env.versions.common,
};
