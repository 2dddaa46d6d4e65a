import { html } from 'lit';

export interface ChoiceOption<T extends string> {
  id: T;
  label: string;
}

/** One of a few, all to be seen: a radio group of buttons. Arrow keys choose; it is one tab stop. */
export function choice<T extends string>(
  label: string,
  options: readonly ChoiceOption<T>[],
  chosen: T,
  choose: (id: T) => void,
) {
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = options.findIndex(({ id }) => id === chosen);
    const next = (at + step + options.length) % options.length;
    choose(options[next].id);
    const group = event.currentTarget as HTMLElement;
    group.querySelectorAll<HTMLElement>('[role=radio]')[next].focus();
  };
  return html`<div role="radiogroup" aria-label=${label} @keydown=${onKey}>
    ${options.map(
      ({ id, label: text }) =>
        html`<button
          role="radio"
          aria-checked=${id === chosen ? 'true' : 'false'}
          tabindex=${id === chosen ? 0 : -1}
          @click=${() => choose(id)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}
