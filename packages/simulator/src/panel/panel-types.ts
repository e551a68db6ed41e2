/** What the panel reads from `/__sim/…`. */
interface PanelModel {
  readonly name: string;
  readonly state: string;
  readonly episode: { readonly kind: string; readonly starts: string; readonly ends: string } | null;
  readonly slowness: number;
  readonly scripted: number;
}

export interface PanelState {
  readonly time: string;
  readonly seed: number;
  readonly profile: string;
  readonly speed: number | null;
  readonly requests: number;
  readonly models: readonly PanelModel[];
}

export interface PanelEpisode {
  readonly model: string;
  readonly kind: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly starts: string;
  readonly ends: string;
}

export interface PanelRequest {
  readonly time: string;
  readonly model: string;
  readonly status: number;
  readonly fault?: string;
  readonly latencyMs: number;
  readonly aborted: boolean;
}

/** What came back: an answer, the sentence of a server that refuses, or nothing. */
export type PanelHeard<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refusal'; readonly message: string }
  | { readonly kind: 'silence' };

/** What a button orders, and what to say when it is done. */
interface PanelOrder {
  readonly path: string;
  readonly fields: object;
  readonly done: string;
}

/** The parts of the panel: each is sent to the browser as text, and so uses nothing from outside. */
export interface PanelParts {
  find(selector: string, within?: ParentNode): HTMLElement;
  /** Reads, or orders when there are fields. */
  ask<T>(path: string, fields?: object): Promise<PanelHeard<T>>;
  orderOf(button: HTMLElement): PanelOrder | undefined;
  makeCard(template: Element, name: string): Element;
  showState(state: PanelState, parts: Pick<PanelParts, 'find' | 'makeCard'>): void;
  /** Draws the episodes of the day that it is. */
  drawDay(svg: Element, state: PanelState, episodes: readonly PanelEpisode[]): void;
  showRequests(table: Element, requests: readonly PanelRequest[]): void;
}
