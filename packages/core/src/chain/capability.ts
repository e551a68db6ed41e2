/** What a request may need that not every model can do. */
export type Capability =
  | 'edits'
  | 'several-images'
  | 'transparent-background'
  | 'svg'
  | 'streaming'
  /** Google's own `:generateContent`. */
  | 'gemini-native';

// A new capability that is missing here does not compile.
const known: Record<Capability, true> = {
  edits: true,
  'several-images': true,
  'transparent-background': true,
  svg: true,
  streaming: true,
  'gemini-native': true,
};

/** Every capability there is: a request asks for no other, so a model that declares one would never have it. */
export const capabilities: readonly string[] = Object.keys(known);
