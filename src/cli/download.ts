import { basename, resolve } from 'node:path';
import { download } from '../model/hub/download';
import { hubEndpoint, proxyFor } from '../model/hub/endpoint';
import { listFiles } from '../model/hub/listing';
import { patience } from '../model/hub/request';
import { usualToken } from '../model/hub/token';
import { findVariant, type Variant, variantsOf } from '../model/hub/variants';
import { BabelscopeError, toFailure } from '../rpc/failure';
import { formatBytes } from '../view/format';
import { command } from './command';
import { interruptible } from './interruption';
import { flag, json, path } from './options';
import { progressLine } from './progress';
import { jsonLine, print } from './standard-output';
import { UsageError } from './usage';

/** `babelscope download REPO --variant q4`: fetches a model from the Hugging Face Hub. */
export const downloadCommand = command({
  name: 'download',
  operands: 'REPO',
  summary: 'Downloads an ONNX model from the Hugging Face Hub.',
  options: {
    variant: {
      placeholder: 'NAME',
      help: 'which of its graphs, such as q4, or its folder there (default: the only one; else they are listed)',
      read: (given: string | undefined) => given,
    },
    out: path('FOLDER', 'the model’s folder (default: the model’s name, here)'),
    token: flag('use the token in HF_TOKEN or of huggingface-cli, for models with terms to accept'),
    json,
  },
  notes: `
REPO is owner/name. HF_ENDPOINT names a mirror, HTTPS_PROXY and NO_PROXY a proxy. Only the graph, its weights and the
model's configuration and tokenizer are fetched; each is held against the Hub's checksum. What has come is kept when it
is interrupted: the same command goes on there.

JSON: {"repository", "revision", "variant", "folder", "bytes"}, or without --variant, where there are several,
{"repository", "revision", "variants": [{"name", "bytes", "files": […]}]}`,
  async run(operands, options) {
    const [repository] = operands;
    if (repository === undefined || operands.length > 1)
      throw new UsageError('download takes one REPO, such as owner/name.');
    const endpoint = hubEndpoint(process.env['HF_ENDPOINT']);
    const token = options.token ? await usualToken(process.env) : undefined;
    if (options.token && token === undefined)
      throw new BabelscopeError(
        'hub-refused',
        'There is no token in HF_TOKEN, nor in the file of huggingface-cli. Set HF_TOKEN, or leave --token out.',
      );
    const hub = {
      endpoint,
      token,
      proxy: proxyFor(new URL(endpoint).hostname, process.env),
    };
    const tell = (result: unknown, text: string) => print(options.json ? jsonLine(result) : text);
    await interruptible(async ({ stop: signal }) => {
      const line = progressLine('B');
      let last = { done: 0, total: 1 };
      const onWait = (sentence: string) => line.show({ ...last, note: `${sentence} ·` });
      const listing = await listFiles(hub, repository, { patience, signal, onWait }).finally(line.clear);
      const { revision } = listing;
      const variants = variantsOf(listing);
      if (variants.length === 0)
        throw new BabelscopeError(
          'download-broken',
          `${repository} has no ONNX decoder with a tokenizer.json and a config.json or genai_config.json. Choose another model.`,
        );
      const variant = chosen(variants, options.variant);
      if (!variant) {
        const rows = variants.map(({ name, bytes, files }) => ({
          name,
          bytes,
          files: files.map((each) => each.path),
        }));
        tell({ repository, revision, variants: rows }, asText(variants));
        return;
      }
      const folder = options.out ?? resolve(basename(repository) + variant.suffix);
      const onProgress = (done: number, total: number) => {
        last = { done, total };
        line.show({ ...last, note: variant.name });
      };
      let bytes: number;
      try {
        bytes = await download({ hub, listing, variant, folder }, { patience, signal, onProgress, onWait });
      } catch (error) {
        if (toFailure(error).code !== 'cancelled') throw error;
        throw new BabelscopeError(
          'cancelled',
          `Stopped. What has come is kept in ${folder}: the same command goes on there.`,
        );
      } finally {
        line.clear();
      }
      tell(
        { repository, revision, variant: variant.name, folder, bytes },
        `${folder}: ${repository} (${variant.name}), ${formatBytes(bytes)}\n`,
      );
    });
  },
});

/** The one that was named, or the only one. */
function chosen(variants: readonly Variant[], name: string | undefined): Variant | undefined {
  if (name === undefined) return variants.length === 1 ? variants[0] : undefined;
  const found = findVariant(variants, name);
  if (found) return found;
  throw new UsageError(
    `There is no variant “${name}”; there are ${variants.map((variant) => variant.name).join(', ')}.`,
  );
}

function asText(variants: readonly Variant[]): string {
  const width = Math.max(...variants.map(({ name }) => name.length)) + 2;
  const rows = variants.map(({ name, bytes }) => `  ${name.padEnd(width)}${formatBytes(bytes)}\n`);
  return `Choose one with --variant:\n${rows.join('')}`;
}
