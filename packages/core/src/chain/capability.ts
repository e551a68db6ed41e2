/** What a request may need that not every model can do. */
export type Capability =
  | 'edits'
  | 'several-images'
  | 'transparent-background'
  | 'svg'
  | 'streaming'
  /** Google's own `:generateContent`. */
  | 'gemini-native';
