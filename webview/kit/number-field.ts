import { html, nothing } from 'lit';

interface NumberField {
  id: string;
  label: string;
  value: number;
  least?: number;
  most?: number;
  /** 1: whole numbers. */
  step: number;
  set: (value: number) => void;
}

/** A number field. Invalid or out-of-range input is ignored, and corrected when the field loses focus. */
export function numberField({ id, label, value, least, most, step, set }: NumberField) {
  const onInput = (event: Event): void => {
    const typed = (event.target as HTMLInputElement).valueAsNumber;
    const fits = typed >= (least ?? -Infinity) && typed <= (most ?? Infinity);
    if (fits && (step !== 1 || Number.isInteger(typed))) set(typed);
  };
  return html`<input
    type="number"
    id=${id}
    aria-label=${label}
    min=${least ?? nothing}
    max=${most ?? nothing}
    step=${step === 1 ? 1 : 'any'}
    .value=${String(value)}
    @input=${onInput}
    @blur=${(event: Event) => ((event.target as HTMLInputElement).value = String(value))}
    @keydown=${(event: KeyboardEvent) => stepBy(event, step, onInput)}
  />`;
}

/** The browser's own arrows step by 1 where any number is allowed. */
function stepBy(event: KeyboardEvent, step: number, changed: (event: Event) => void): void {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (direction === undefined || step === 1) return;
  event.preventDefault();
  const input = event.target as HTMLInputElement;
  input.value = String(Number((input.valueAsNumber + direction * step).toFixed(4)));
  changed(event);
}
