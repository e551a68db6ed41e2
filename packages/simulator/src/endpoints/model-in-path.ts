const LAST_SEGMENTS = /.*\/models\/(.+)$/;

/** True for `…/models/NAME`; names such as `google/gemini-3` have a slash of their own. */
export const isModelPath = (path: string): boolean => LAST_SEGMENTS.test(path);

/** The name at the end of `…/models/NAME`. */
export const modelInPath = (path: string): string => decodeName(LAST_SEGMENTS.exec(path)?.[1] ?? '');

/** A name as a URL carries it. What is no proper encoding stands for itself: nobody has that name. */
export function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
