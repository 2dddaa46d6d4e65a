/**
 * For whoever has no prompt at hand. The English ones are measured: the bundled model leaves each of them for French,
 * Japanese and Russian within its first words.
 */
const starters: Record<string, readonly string[]> = {
  en: ['She opened the window and', 'My grandmother always', 'The old house by the river'],
  fr: ['Quand la pluie a cessé, nous', 'Aujourd’hui, le temps est', 'Ma grand-mère a toujours'],
  es: ['Cuando dejó de llover,', 'El tiempo de hoy es', 'Mi abuela siempre'],
  de: ['Als der Regen aufhörte,', 'Das Wetter heute ist', 'Meine Großmutter hat immer'],
  zh: ['雨停了以后，我们', '今天的天气', '我的奶奶总是'],
  ja: ['雨がやむと、私たちは', '今日の天気は', '祖母はいつも'],
  vi: ['Khi trời tạnh mưa, chúng tôi', 'Thời tiết hôm nay', 'Bà tôi luôn luôn'],
  id: ['Ketika hujan berhenti, kami', 'Cuaca hari ini', 'Nenek saya selalu'],
  ru: ['Когда дождь закончился, мы', 'Сегодня погода', 'Моя бабушка всегда'],
  ar: ['عندما توقف المطر،', 'الطقس اليوم', 'كانت جدتي دائمًا'],
  hi: ['जब बारिश रुकी, तो हम', 'आज का मौसम', 'मेरी दादी हमेशा'],
  tr: ['Yağmur durunca biz', 'Bugün hava', 'Büyükannem her zaman'],
};

/** Prompts in the language that is left, or in English where there are none in it. */
export function startersIn(tag: string | undefined): { tag: string; prompts: readonly string[] } {
  const primary = (tag ?? 'en').toLowerCase().split('-')[0];
  const known = Object.hasOwn(starters, primary) ? primary : 'en';
  return { tag: known, prompts: starters[known] };
}
