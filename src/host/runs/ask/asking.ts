import type { Uri } from 'vscode';
import type { Analysis } from '../../../analyses/analysis';
import type { Input } from '../../../analyses/input';
import type { ModelReference } from '../../../model/reference';
import type { SteeringOptions } from '../../../steering/options';
import type { Beginnings } from './ambiguous';
import type { LanguageCheck } from './languages';
import type { Texts } from './texts';

/** The means of asking, and the answers so far. */
export interface Asking {
  analysis: Analysis;
  model: ModelReference;
  /** The extension's folder. */
  root: string;
  identifier: LanguageCheck & Beginnings;
  /** Loads the model if necessary. */
  options(): Promise<SteeringOptions>;
  /** Texts that the user chose in the explorer before running the command. */
  folder: Uri | undefined;
  /** So far, by input name. */
  answers: Readonly<Record<string, unknown>>;
  /** The title of the next step. */
  step(what: string): string;
}

/** An answer, and the file or name the user gave for it, from which results get their names and places. */
export interface Answer<T> {
  value: T;
  /** Further inputs that the answer decided, by name. */
  also?: Record<string, unknown>;
  about?: Texts;
}

/** How the editor asks for a kind of input. */
export interface Asker<I extends Input> {
  /** How many dialogs it takes. */
  steps: number;
  /** @returns undefined if the user cancelled */
  ask(input: I, asking: Asking): Promise<Answer<unknown> | undefined>;
}
