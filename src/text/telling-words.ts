const words = (text: string) => new Set(text.split(' '));

/**
 * Words of everyday sentences that a language has and one that it is easily taken for has not. By letters and n-grams alone
 * Persian typed on an Arabic keyboard is Arabic, and Malay is Indonesian.
 */
const twins: Record<string, { twin: string; own: ReadonlySet<string>; twins: ReadonlySet<string> }> = {
  ar: {
    twin: 'fa',
    own: words(
      'في من إلى الى على عن أن ان التي الذي الذين هذا هذه ذلك كان كانت قد مع كل بعد قبل بين لا لم أو ثم هو هي حيث',
    ),
    twins: words('است در از كه را با براي شد مي هاي بود يك خود تا شود كرد دارد كند نيز آنها اند'),
  },
  id: {
    twin: 'ms',
    own: words(
      'karena bahwa uang mobil kantor bisa mau coba jendela yaitu universitas perusahaan polisi senin kamis agustus juli desember saat tersebut merupakan kalau sementara sedangkan kamar pergi mereka tidak hanya sangat ketika namun ingin hari memiliki kepada lain besar tetapi agar jika sering melakukan pria bicara butuh senang gampang',
    ),
    twins: words(
      'kerana bahawa wang kereta pejabat boleh mahu cuba tingkap iaitu universiti syarikat polis isnin khamis ogos julai disember apabila manakala sekiranya awak ialah kanak malahan berkenaan pihak hospital pelbagai beliau perniagaan perlawanan pukul lelaki cik encik tengah bersetuju',
    ),
  },
};

/** What the words of a text say. */
export interface Telling {
  /** BCP-47: the language that it is easily taken for. */
  twin: string;
  /** How many words are of the language itself and not of its twin, and the other way round. */
  own: number;
  others: number;
}

/** @returns undefined for a language that is not known to have a twin */
export function tellingWords(text: string, language: string): Telling | undefined {
  const known = twins[language.split('-')[0]];
  if (!known) return undefined;
  const there =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const count = (set: ReadonlySet<string>) => there.filter((word) => set.has(word)).length;
  return { twin: known.twin, own: count(known.own), others: count(known.twins) };
}
