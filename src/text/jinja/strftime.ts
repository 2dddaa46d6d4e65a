const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * Writes local time down as Python's `datetime.strftime` does in the C locale, in which names are English wherever the
 * machine stands. `%-d` and the like leave out leading zeros or spaces, as on Linux and macOS. The time knows no zone,
 * so that `%z` and `%Z` are empty.
 * @throws Error naming a directive that is not known
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)([^])/gu, (directive, bare: string, letter: string) => {
    const text = directiveOf(letter, date);
    if (text === undefined || (bare && !/[deHIjklmMSUVWyGYuw]/.test(letter)))
      throw new Error(`strftime_now does not know “${directive}”`);
    return bare ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

function directiveOf(letter: string, date: Date): string | undefined {
  const all = (format: string): string => strftime(date, format);
  switch (letter) {
    case 'a':
      return days[date.getDay()].slice(0, 3);
    case 'A':
      return days[date.getDay()];
    case 'b':
    case 'h':
      return months[date.getMonth()].slice(0, 3);
    case 'B':
      return months[date.getMonth()];
    case 'c':
      return all('%a %b %e %H:%M:%S %Y');
    case 'C':
      return zeros(Math.floor(date.getFullYear() / 100), 2);
    case 'd':
      return zeros(date.getDate(), 2);
    case 'D':
    case 'x':
      return all('%m/%d/%y');
    case 'e':
      return String(date.getDate()).padStart(2);
    case 'f':
      return zeros(date.getMilliseconds() * 1000, 6);
    case 'F':
      return all('%Y-%m-%d');
    case 'g':
      return zeros(isoWeek(date).year % 100, 2);
    case 'G':
      return String(isoWeek(date).year);
    case 'H':
      return zeros(date.getHours(), 2);
    case 'I':
      return zeros(date.getHours() % 12 || 12, 2);
    case 'j':
      return zeros(dayOfYear(date) + 1, 3);
    case 'k':
      return String(date.getHours()).padStart(2);
    case 'l':
      return String(date.getHours() % 12 || 12).padStart(2);
    case 'm':
      return zeros(date.getMonth() + 1, 2);
    case 'M':
      return zeros(date.getMinutes(), 2);
    case 'n':
      return '\n';
    case 'p':
      return date.getHours() < 12 ? 'AM' : 'PM';
    case 'P':
      return date.getHours() < 12 ? 'am' : 'pm';
    case 'r':
      return all('%I:%M:%S %p');
    case 'R':
      return all('%H:%M');
    case 's':
      return String(Math.floor(date.getTime() / 1000));
    case 'S':
      return zeros(date.getSeconds(), 2);
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return all('%H:%M:%S');
    case 'u':
      return String(date.getDay() || 7);
    case 'U':
      return zeros(Math.floor((dayOfYear(date) + 7 - date.getDay()) / 7), 2);
    case 'V':
      return zeros(isoWeek(date).week, 2);
    case 'w':
      return String(date.getDay());
    case 'W':
      return zeros(Math.floor((dayOfYear(date) + 7 - ((date.getDay() + 6) % 7)) / 7), 2);
    case 'y':
      return zeros(date.getFullYear() % 100, 2);
    case 'Y':
      return String(date.getFullYear());
    case 'z':
    case 'Z':
      return '';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

function zeros(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** From 0 on, by the calendar: the hour that summer time takes does not count. */
function dayOfYear(date: Date): number {
  const year = date.getFullYear();
  return Math.round((Date.UTC(year, date.getMonth(), date.getDate()) - Date.UTC(year, 0, 1)) / 86_400_000);
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const weekday = (date.getDay() + 6) % 7;
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - weekday + 3);
  return { year: thursday.getFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}
