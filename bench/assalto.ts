/** The process of the hostile peer, with an event loop of its own. */
import { servi } from './figlio.js';
import { assalta, type EsitoAssalto } from './nemico.js';
import { type Assalto, assalti, type Bersagliato } from './ostili.js';

let tutti: readonly Assalto[] = [];

servi({
  /** @returns the names of the assaults it knows */
  prepara: (b: Bersagliato): string[] => {
    tutti = assalti(b);
    return tutti.map((a) => a.nome);
  },
  assalta: async ({ nome, port, ms }: { nome: string; port: number; ms: number }): Promise<EsitoAssalto> => {
    const a = tutti.find((x) => x.nome === nome);
    if (a === undefined) throw new Error(`no assault ${nome}`);
    return assalta(a, port, ms);
  },
});
