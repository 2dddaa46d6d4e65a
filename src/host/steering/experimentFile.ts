import { Uri, window, workspace } from 'vscode';
import { showWarning } from '../dialogs';
import { encodeExperiment, type Experiment } from '../../results/experiment/file';
import { BabelscopeError } from '../../rpc/failure';
import type { Answer } from '../../protocol/steering-page';
import { nameOf, writeFile } from '../saveFile';
import { Run } from '../../app/steering/run';

const ending = '.babelscope.json';

/** Versions saved with an experiment. */
export type Versions = Experiment['versions'];

/**
 * Asks where to save the run, and writes it.
 *
 * @param beside a suggested file, or a file in the suggested folder; undefined: in the workspace
 * @returns the file's name; undefined if the user cancelled
 * @throws BabelscopeError `result-gone` for a run still in progress, `storage-unwritable`
 */
export async function saveExperiment(
  run: Run,
  versions: Versions,
  beside: Uri | undefined,
): Promise<string | undefined> {
  if (run.isOpen)
    throw new BabelscopeError(
      'result-gone',
      'This run is still under way. Stop it, or wait, and save it then.',
    );
  const target = await window.showSaveDialog({
    defaultUri: beside ?? proposed(run),
    // Dialogs take the last part of a name as its ending, and would append the full ending again.
    filters: { 'Steering experiment': ['json'] },
    title: 'Save steering experiment',
  });
  const file = target && (await named(target));
  if (!file) return undefined;
  const content = encodeExperiment(experimentOf(run, versions));
  await writeFile(file, content);
  return nameOf(file);
}

/** Restores the run that was saved. */
export function recallExperiment(saved: Experiment): Run {
  const { choices, model, settings, date, plain, steered } = saved;
  const languages = (steered.generation ?? plain.generation)?.languages ?? [];
  const setting = { model, thresholds: settings, date, languages };
  return Run.recalled(1, choices, setting, { plain, steered });
}

/**
 * Adds our ending. If the name changes and that file exists, the dialog never asked about overwriting it, so
 * ask here.
 */
async function named(target: Uri): Promise<Uri | undefined> {
  if (target.path.endsWith(ending)) return target;
  const file = target.with({ path: `${target.path.replace(/\.json$/, '')}${ending}` });
  const there = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!there) return file;
  const replace = 'Replace';
  const question = `${nameOf(file)} is there already. Do you want to replace it?`;
  const answer = await showWarning(question, { modal: true }, replace);
  return answer === replace ? file : undefined;
}

function experimentOf(run: Run, versions: Versions): Experiment {
  const { choices, plain, steered } = run.state;
  const { model, thresholds, date } = run.setting;
  return {
    versions,
    date,
    model: { name: model.name, identity: model.identity },
    settings: thresholds,
    choices,
    plain: recorded(plain),
    steered: recorded(steered),
  };
}

function recorded({ text, tokens, generation, failure, language }: Answer) {
  const said = failure && { code: failure.code, message: failure.message };
  return { text, tokens, generation, failure: said, language };
}

/** `en-to-fr.babelscope.json` in the workspace. */
function proposed(run: Run): Uri | undefined {
  const { off, on } = run.state.choices;
  const name = [off.join('-'), on.join('-')].filter(Boolean).join('-to-') || 'steering';
  const [folder] = workspace.workspaceFolders ?? [];
  return folder && Uri.joinPath(folder.uri, `${name}${ending}`);
}
