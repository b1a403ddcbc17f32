import type { MailText } from './mime.js';

/** Footers that list servers append. They name the list, and some lists of this corpus carry one label only. */
const FOOTER_STARTS: readonly RegExp[] = [
  /^_{20,}\s*$/, // mailman
  /^-- ?$/, // the Irish Linux users' lists put theirs behind the signature mark
  /^-{20,}$/, // SourceForge's sponsor
  /^-{20,} Yahoo! Groups Sponsor/,
  /^To unsubscribe from this group, send an email to/,
  /^--DeathToSpam/, // the spam trap `spamassassin-sightings`
  /^={20,}$/, // use Perl
];

/** A footer begins within this many lines of the end; further up, the same line is a part of the text. */
const FOOTER_LINES = 20;

/** Names that the collectors of the corpus put in the place of their own; which one they used went by mailbox. */
const COLLECTORS_MARKS = /[\w.@-]*(?:taint\.org|netnoteinc\.com|jmason\.org|slashnull\.org)\b|\b(?:zzzz+|yyyy+)\w*/gi;

/** Ham and spam were collected at different times. `May` and `March` are left, being words. */
const MONTHS =
  /\b(?:(?:jan|febr)uary|april|june|july|august|(?:septem|octo|novem|decem)ber|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b/gi;

/** Removes what tells when and by which way a mail came into the corpus: that would teach the folder and not the mail. */
export function stripArtefacts({ subject, body }: MailText): MailText {
  return {
    subject: withoutMarks(subject.replace(/^((?:re|fwd?):\s*)*\[[^\]]*\]\s*/i, '$1')),
    body: withoutMarks(withoutFooter(withoutFeedHead(body))),
  };
}

function withoutMarks(text: string): string {
  return text.replace(COLLECTORS_MARKS, ' ').replace(MONTHS, ' ').trim();
}

/** News feeds turned into mail begin with the address and the date of the entry. */
function withoutFeedHead(body: string): string {
  return body.replace(/^\s*(?:(?:URL|Date): [^\n]*\n)+/, '');
}

function withoutFooter(body: string): string {
  const lines = body.trimEnd().split('\n');
  const from = Math.max(0, lines.length - FOOTER_LINES);
  const start = lines.findIndex((line, index) => index >= from && FOOTER_STARTS.some((pattern) => pattern.test(line)));
  return start < 0 ? body : lines.slice(0, start).join('\n');
}
