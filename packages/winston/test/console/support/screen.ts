/** What a terminal shows after it was sent `output`: all lines, also those that have scrolled away. Knows what progress bars use. */
export function screenOf(output: string, columns = 80): readonly string[] {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  const lineAt = (at: number): string[] => {
    while (lines.length <= at) lines.push([]);
    return lines[at] ?? [];
  };
  const put = (character: string): void => {
    if (column === columns) [row, column] = [row + 1, 0];
    lineAt(row)[column] = character;
    column += 1;
  };
  const control = (amount: string, command: string): void => {
    const count = amount === '' ? 1 : Number(amount);
    if (command === 'A') row = Math.max(0, row - count);
    else if (command === 'B') row += count;
    else if (command === 'G') column = count - 1;
    else if (command === 'K') lineAt(row).splice(amount === '2' ? 0 : column);
    else if (command !== 'm' && command !== 'h' && command !== 'l')
      throw new Error(`unknown sequence ${amount}${command}`);
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const pattern = /\u001b\[\??([\d;]*)([A-Za-z])|\r|\n|[^\u001b]/gu;
  for (const [whole, amount, command] of output.matchAll(pattern)) {
    if (command !== undefined) control(amount ?? '', command);
    else if (whole === '\r') column = 0;
    else if (whole === '\n') row += 1;
    else put(whole);
  }
  return lines.map((line) =>
    Array.from(line, (character) => character ?? ' ')
      .join('')
      .trimEnd(),
  );
}
