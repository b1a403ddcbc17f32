const ADDRESS = /\b[\w.+-]+@[\w.-]+\b/g;
const LINK = /\b(?:https?|ftp):\/\/\S+|\bwww\.\S+/g;
const MONEY = /[$€£]\s?\d[\d,.]*/g;
const SHOUTING = /!{2,}/g;
/** Words beyond ASCII: the dataset has replaced most of their bytes, so all that is left is that there was one. */
const FOREIGN = /\ufffd{2,}/g;
const WORD = /#?\p{L}[\p{L}'-]*\p{L}/gu;

/**
 * The words of a text in lower case, 3 to 20 letters long. Addresses, links, sums of money and `!!!` become one word for
 * each kind: that there is one tells something, which one it is would only be learnt by heart.
 */
export function tokenise(text: string): string[] {
  const marked = text
    .toLowerCase()
    .replace(LINK, ' #link ')
    .replace(ADDRESS, ' #address ')
    .replace(MONEY, ' #money ')
    .replace(SHOUTING, ' #shouting ')
    .replace(FOREIGN, ' #foreign ');
  return (marked.match(WORD) ?? []).filter(({ length }) => length >= 3 && length <= 20);
}

/** The words of a mail: those of the subject are kept apart from those of the body, since they weigh differently. */
export function tokeniseMail(mail: { readonly subject: string; readonly body: string }): string[] {
  return [...tokenise(mail.subject).map((word) => `subject:${word}`), ...tokenise(mail.body)];
}
