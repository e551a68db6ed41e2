/** What a part of a form is called, and whether it is a file. */
export interface Disposition {
  readonly name: string | undefined;
  readonly file: boolean;
}

/**
 * What the head of a form's part says of it.
 *
 * Its parameters are read in order, so that a file called `x; name="model"` stays a file name; undefined where parsers differ
 * on the name: a client could have one model looked at here and another one run there.
 */
export function dispositionOf(head: string): Disposition | undefined {
  const [line, ...more] = head.matchAll(/^content-disposition[ \t]*:[^;\r\n]*([^\r\n]*)/gim);
  const parameters = line?.[1] ?? '';
  const names: (string | undefined)[] = [];
  let file = false;
  let end = 0;
  for (const match of parameters.matchAll(/\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/gy)) {
    const [whole, key = '', quoted, bare] = match;
    end = match.index + whole.length;
    if (/^name$/i.test(key)) names.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? bare);
    if (/^filename\*?$/i.test(key)) file = true;
    if (/^name\*/i.test(key)) return undefined;
  }
  const folded = /\n[ \t]/.test(head);
  const unread = /(?:^|[^a-z])name/i.test(parameters.slice(end));
  return folded || unread || more.length > 0 || names.length > 1 ? undefined : { name: names[0], file };
}
