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

/** The parts of the panel that draw: each is sent to the browser as text, and so uses nothing from outside. */
export interface PanelParts {
  /** Draws the episodes of the day that begins at `midnight`. */
  drawDay(svg: Element, models: readonly string[], episodes: readonly PanelEpisode[], midnight: number): void;
  showRequests(table: Element, requests: readonly PanelRequest[]): void;
  /** Makes the card of a model; `send` is told path, fields and what to say when it is done. */
  makeCard(
    template: Element,
    name: string,
    send: (path: string, fields: object, done: string) => void,
  ): Element;
}
