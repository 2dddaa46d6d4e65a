import type { PropertyValues } from 'lit';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { SteeringChoices } from '../../src/steering/choices';
import type { SteeringRun, SteeringSnapshot } from '../../src/protocol/steering-page';
import { formatAmount } from '../../src/view/format';
import { steeringMethod } from '../../src/steering/methods';
import { pageHeader } from '../kit/header';
import { failureNotice } from '../kit/notices';
import type { Palette } from '../kit/palette';
import { PageElement } from '../kit/page-element';
import { readPalette } from '../kit/read-palette';
import { acquireApi } from '../kit/rpc';
import { sliderStyles } from '../kit/slider.styles';
import { answerCard } from './answer';
import { answerStyles } from './answer.styles';
import { resetSettings, swapLanguages } from './choices';
import type { FormView } from './form';
import { promptField, steeringFields } from './form';
import { formStyles } from './form.styles';
import { earlierRuns } from './history';
import { moreFields } from './more';
import type { Navigation } from './navigation';
import { noRunYet, waiting } from './states';
import { steeringStyles } from './steering.styles';
import type { SteeringState } from './store';
import { isUnderWay, SteeringStore } from './store';

const shortcut = /mac/i.test(navigator.platform) ? '⌘Enter' : 'Ctrl+Enter';
const sides = ['plain', 'steered'] as const;

/** The steering page: a function of the store's state. */
@customElement('babel-steering')
export class Steering extends PageElement {
  @state() private view: SteeringState;

  private readonly store: SteeringStore;
  private readonly palettes = new Map<string, Palette>();
  /** Heights of the answers' texts when the run before ended. */
  private room = { plain: 0, steered: 0 };

  static override styles = [PageElement.styles, sliderStyles, steeringStyles, formStyles, answerStyles];

  constructor() {
    super();
    this.store = new SteeringStore(acquireApi<Navigation>(), (state) => (this.view = state));
    this.view = this.store.state;
  }

  protected override start(): void {
    void this.store.start();
  }

  protected override forgetColours(): void {
    this.palettes.clear();
  }

  override willUpdate(changed: PropertyValues): void {
    const before = (changed.get('view') as SteeringState | undefined)?.snapshot?.run;
    const run = this.view.snapshot?.run;
    if (!before || before.id === run?.id) return;
    for (const side of sides)
      this.room[side] =
        this.renderRoot.querySelector<HTMLElement>(`[data-side=${side}] .text`)?.getBoundingClientRect()
          .height ?? 0;
  }

  override render() {
    const { snapshot, choices, refusal } = this.view;
    const spoken = html`<p class="spoken" role="status">${this.view.spoken}</p>`;
    if (!snapshot || !choices) return refusal ? failureNotice(refusal) : nothing;
    const { options, failure, run } = snapshot;
    this.toggleAttribute('in-editor', snapshot.experiment !== undefined);
    const form = options && { choices, options, palette: this.palette(options.languages), store: this.store };
    return html`
      ${this.header(snapshot)}
      <main>
        ${failure && !(form && this.canSteer(form)) ? failureNotice(failure, this.store.runAction) : nothing}
        ${form || !failure ? this.form(choices, form, snapshot.loading) : nothing}
        ${form ? this.actions(form) : nothing}
        ${run ? this.answers(run) : form && this.canSteer(form) ? noRunYet(form) : nothing}
        ${earlierRuns(snapshot.history, this.view.navigation.open.includes('history'), this.store)}
      </main>
      ${spoken}
    `;
  }

  private header({ experiment, model, options }: SteeringSnapshot) {
    const amount = options ? formatAmount(options.languages.length, 'language') : undefined;
    const about = [model, amount].filter((part) => part !== undefined).join(' · ');
    return pageHeader({ title: experiment ?? 'Steering', about });
  }

  /** The prompt is always in the same place, so typing is not interrupted when the model has loaded. */
  private form(choices: SteeringChoices, form: FormView | undefined, loading: boolean) {
    return html`<section class="form" aria-label="What to do">
      <div class="what">${promptField(choices, this.store, choices.chat && form?.options.chat === true)}</div>
      <div class="how">${form ? steeringFields(form) : waiting(loading)}</div>
    </section>`;
  }

  private actions(form: FormView) {
    const { snapshot, refusal, navigation, asked } = this.view;
    const { options } = form;
    const running = asked || isUnderWay(snapshot?.run);
    return html`${moreFields(form, navigation.open.includes('more'))}
      <div class="buttons">
        <vscode-button
          class="generate"
          appearance="primary"
          ?disabled=${!this.canSteer(form)}
          title=${running ? 'End both answers with what there is' : `Generate plain and steered (${shortcut} in the prompt)`}
          @click=${running ? this.store.stop : this.store.generate}
          >${running ? 'Stop' : 'Generate'}</vscode-button
        >
        <vscode-button
          appearance="secondary"
          title="What is on goes off, what is off goes on"
          @click=${() => this.store.edit(swapLanguages)}
          >Swap</vscode-button
        >
        <vscode-button
          appearance="secondary"
          title=${options.best.known ? 'Back to the best setting known for this model' : 'Back to the start: DiffMean at the middle layer'}
          @click=${() => this.store.edit((now) => resetSettings(now, options))}
          >Reset</vscode-button
        >
      </div>
      ${snapshot?.loading ? html`<p class="quiet" role="status">Loading the model…</p>` : nothing}
      ${refusal ? failureNotice(refusal) : nothing}
      ${!refusal && snapshot?.failure && this.canSteer(form) ? failureNotice(snapshot.failure, this.store.runAction) : nothing}`;
  }

  /** Without an atlas there are no languages to be switched, only neurons. */
  private canSteer({ choices, options }: FormView): boolean {
    return options.languages.length > 0 || steeringMethod(choices.method).acts === 'picked';
  }

  private answers(run: SteeringRun) {
    const busy = isUnderWay(run);
    return html`<div class="answers">
        ${sides.map((side) => {
          const { generation } = run[side];
          const palette = this.palette(generation?.languages ?? []);
          return answerCard({ run, side, palette, room: this.room[side], store: this.store });
        })}
      </div>
      <div class="buttons even">
        <vscode-button
          appearance="secondary"
          title="Put the steered answer behind the selection of the active editor"
          ?disabled=${run.steered.text === ''}
          @click=${() => this.store.insert('steered')}
          >Insert</vscode-button
        >
        <vscode-button
          appearance="secondary"
          title="Open both answers side by side in the editor’s own diff"
          ?disabled=${busy}
          @click=${this.store.compare}
          >Diff</vscode-button
        >
        <vscode-button
          appearance="secondary"
          title="Save the run as an experiment that reopens as it was"
          ?disabled=${busy}
          @click=${this.store.save}
          >Save</vscode-button
        >
      </div>`;
  }

  private palette(tags: readonly string[]): Palette {
    const key = tags.join(' ');
    const palette = this.palettes.get(key) ?? readPalette(tags);
    this.palettes.set(key, palette);
    return palette;
  }
}
