import { tableLines } from '../results/inspection/export';
import { inspectionRow } from '../view/inspection-row';
import type { Inspection } from '../protocol/engine';
import { command } from './command';
import { atlasOptions, withEngine } from './engine';
import { csv, formOf, json } from './options';
import { progressLine } from './progress';
import { warn } from './standard-error';
import { readStandardInput } from './standard-input';
import { jsonLine, print } from './standard-output';
import { renderInspection } from './terminal';
import { UsageError } from './usage';

/** `babelscope inspect TEXT`: the main feature without an editor. */
export const inspectCommand = command({
  name: 'inspect',
  operands: 'TEXT',
  summary: 'The tokens of a text, each with its language activity.',
  options: { json, csv, ...atlasOptions },
  notes: `
TEXT is one argument: put it in quotes. “-” reads it from standard input (UTF-8; a byte order mark is not part of
it). A text that starts with “-” goes behind “--”:
  babelscope inspect --json -- "-5 degrees"

JSON: {"model", "tokens": [{"text", "start", "end", "activity": {"en": 0.1, …}}], "layers": [{"layer", "activity"}], "remark"};
start and end are UTF-16 offsets into the text. Activity is 0 for what is usual in other languages, 1 for what is
usual in the language itself, null in layers where it has no neurons. “remark” says where the text is in a script that none
of the model's languages is written in, and is null otherwise. CSV: a line for each token, with its activity and the share of
its neurons that fire in each language.`,
  async run(operands, options) {
    const form = formOf(options);
    const text = await givenText(operands);
    const progress = progressLine('tokens');
    await withEngine(options, async (supervisor, model) => {
      const opened = await supervisor.open(model);
      for (const warning of opened.warnings) warn(warning);
      const inspection = await supervisor.call(
        model,
        'inspect',
        { texts: [text] },
        { onProgress: progress.show },
      );
      progress.clear();
      if (inspection.remark !== undefined) warn(inspection.remark);
      if (form === 'csv') return print([...tableLines({ inspection, texts: [text] }, ',', true)].join(''));
      if (form === 'json') return print(jsonLine(inspectionJson(opened.name, text, inspection)));
      const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
      const width = process.stdout.columns ?? 100;
      print(renderInspection(text, inspection, { colour, width, model: opened.name }), colour);
    }).finally(progress.clear);
  },
});

async function givenText([text, ...others]: string[]): Promise<string> {
  if (text === undefined)
    throw new UsageError('inspect needs a TEXT in quotes, or “-” to read it from standard input.');
  if (others.length > 0) throw new UsageError('inspect takes one TEXT: put it in quotes.');
  return text === '-' ? readStandardInput() : text;
}

/** The documented JSON of `inspect --json`: offsets are UTF-16 units of the given text. */
function inspectionJson(model: string, text: string, inspection: Inspection) {
  const { languages, layers, start, end, activity, layerActivity } = inspection;
  return {
    model,
    tokens: Array.from(start, (from, index) => ({
      text: text.slice(from, end[index]),
      start: from,
      end: end[index],
      activity: inspectionRow(languages, activity, index),
    })),
    layers: Array.from({ length: layers }, (_, layer) => ({
      layer,
      activity: inspectionRow(languages, layerActivity, layer),
    })),
    remark: inspection.remark ?? null,
  };
}
