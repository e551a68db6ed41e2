import type { Capability } from '../chain/capability.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import type { ClientBody } from './client-body.ts';
import type { Route } from './routes.ts';

/** What a request needs beyond the ordinary, in the words of a message. */
export interface Demands {
  readonly capabilities: readonly Capability[];
  readonly images: number;
}

/** Reads what only some models can do out of a request. */
export function demandsOf(route: Route, body: ClientBody): Demands {
  const capabilities: Capability[] = route.needs === undefined ? [] : [route.needs];
  if (route.dialect === 'gemini') capabilities.push('gemini-native');
  if (route.dialect !== 'images') return { capabilities, images: 1 };
  const images = Number(body.field('n') ?? 1);
  if (images > 1) capabilities.push('several-images');
  if (body.field('background') === 'transparent') capabilities.push('transparent-background');
  return { capabilities, images };
}

/** Whether a model can do it, as far as anybody has said. */
export function isAble(target: ModelTarget, { capabilities, images }: Demands): boolean {
  const { supports, family } = target;
  return capabilities.every((need) => {
    if (need === 'gemini-native') return speaksGemini(target);
    if (supports !== undefined && !supports.includes(need)) return false;
    // An owner who declares it knows better than the table how many.
    return (
      need !== 'several-images' || family?.supports !== supports || images <= (family?.mostImages ?? images)
    );
  });
}

// Unlike the others it is not taken for granted: most models have never heard of it.
function speaksGemini({ supports, vendor, upstreamModel }: ModelTarget): boolean {
  if (supports?.includes('gemini-native') === true || vendor === 'google') return true;
  return /(?:^|\/)(?:gemini|gemma|imagen|learnlm)-[^/]*$/i.test(upstreamModel);
}
