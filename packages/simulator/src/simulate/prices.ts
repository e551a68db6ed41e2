/**
 * US dollars an image. The article of 2026-02-19 prices four models; Google's two are its list prices
 * (ai.google.dev/gemini-api/docs/pricing, 2026-02). A model that is not here costs nothing unless you say so.
 */
export const documentedPrices: Readonly<Record<string, number>> = {
  'gemini-3-pro-image-preview': 0.134,
  'gemini-2.5-flash-image': 0.039,
  'seedream-4.5': 0.04,
  // 0.04 to 0.12 by quality: the middle, a choice.
  'gpt-image-1.5': 0.08,
  'flux-2-pro': 0.03,
  'recraft-v4': 0.04,
};
