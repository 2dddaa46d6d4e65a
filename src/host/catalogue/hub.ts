import { type ExtensionContext, workspace, ThemeIcon } from 'vscode';
import { ask, pick, showWarning } from '../dialogs';
import { type Hub, hubEndpoint, proxyFor } from '../../model/hub/endpoint';
import { usualToken } from '../../model/hub/token';
import { readSettings } from '../settings';

const secret = 'babelscope.hubToken';

/**
 * The Hub to download from: the setting, which a workspace cannot override, else `HF_ENDPOINT`, else Hugging
 * Face.
 *
 * @throws BabelscopeError `hub-refused`
 */
export async function hubOf({ secrets }: ExtensionContext): Promise<Hub> {
  const endpoint = hubEndpoint(readSettings().hubEndpoint || process.env['HF_ENDPOINT']);
  // Never send a token through a proxy that the workspace has set.
  const proxy = workspace.getConfiguration('http').inspect<string>('proxy');
  return {
    endpoint,
    token: (await secrets.get(secretFor(endpoint))) ?? undefined,
    proxy: proxyFor(new URL(endpoint).hostname, process.env, proxy?.globalValue ?? ''),
  };
}

/** Asks for a token, or where to read it from, and keeps it in the editor's secret storage. */
export async function askToken({ secrets }: ExtensionContext, { endpoint }: Hub): Promise<boolean> {
  const host = new URL(endpoint).host;
  const write = {
    iconPath: new ThemeIcon('key'),
    label: 'Enter a Token…',
    description: `kept in this editor’s secret storage`,
  };
  const usual = {
    iconPath: new ThemeIcon('file'),
    label: 'Use the Token of My Other Tools',
    description: 'HF_TOKEN, or the file of huggingface-cli login',
  };
  const choice = await pick([write, usual], { title: `A token for ${host}` });
  if (!choice) return false;
  const token =
    choice === usual
      ? await usualToken(process.env)
      : await ask({
          title: `A token for ${host}`,
          prompt: `Made on ${endpoint}/settings/tokens; one that reads is enough.`,
          password: true,
          ignoreFocusOut: true,
          validateInput: (text) =>
            /^[\x21-\x7e]{1,400}$/.test(text.trim()) ? undefined : 'A token is one word.',
        });
  if (token === undefined) {
    if (choice === usual)
      void showWarning('There is no token in HF_TOKEN, nor in the file of huggingface-cli.');
    return false;
  }
  await secrets.store(secretFor(endpoint), token.trim());
  return true;
}

/** A token for one Hub is never sent to another. */
function secretFor(endpoint: string): string {
  return `${secret}:${endpoint}`;
}
