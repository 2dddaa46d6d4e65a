import type { Uri } from 'vscode';
import type { Analysis } from '../../../analyses/analysis';
import type { Input } from '../../../analyses/input';
import type { ModelReference } from '../../../model/reference';
import type { SteeringOptions } from '../../../steering/options';
import type { Beginnings } from './ambiguous';
import type { LanguageCheck } from './languages';
import type { Texts } from './texts';

/** What there is to ask with, and what has been answered. */
export interface Asking {
  analysis: Analysis;
  model: ModelReference;
  /** The extension's folder. */
  root: string;
  identifier: LanguageCheck & Beginnings;
  /** Loads the model where it is not. */
  options(): Promise<SteeringOptions>;
  /** Texts that a person has chosen before the command, in the explorer. */
  folder: Uri | undefined;
  /** By the inputs' names, so far. */
  answers: Readonly<Record<string, unknown>>;
  /** The title of the next step. */
  step(what: string): string;
}

/** An answer, and with what a person gave: what names and places of results are made of. */
export interface Answer<T> {
  value: T;
  /** Further inputs that it decided, by name. */
  also?: Record<string, unknown>;
  about?: Texts;
}

/** How the editor asks for a kind of input. */
export interface Asker<I extends Input> {
  /** Dialogs that it takes. */
  steps: number;
  /** @returns undefined where nobody wanted it */
  ask(input: I, asking: Asking): Promise<Answer<unknown> | undefined>;
}
