/** Answers of 4005 to another question: id, period and comune of what is taken are those that were asked. */
import { describe, expect, it } from 'vitest';
import type { DomandaDetta, EsitoVerifica } from '../../../src/soap/client/servizi.js';
import type { Database } from '../../../src/store/database.js';
import { perOgniDatabase } from '../../store/databases.js';
import { inbox } from '../banco.js';
import { type OpzioniScena, type Scena, scena, simulata } from './banco.js';

type Pronta = Extract<EsitoVerifica, { esito: 'PRONTA' }>;

const diN030 = (quante: number, altro: OpzioniScena = {}): OpzioniScena => ({
  notifiche: Array.from({ length: quante }, () => simulata()),
  ...altro,
  impostazioni: { tipi: ['N030'], ...altro.impostazioni },
});

/** A hand between ANPR and us that changes every ready list, the first `volte` times. */
function conMano(s: Scena, cambia: (esito: Pronta) => Pronta, volte: number): void {
  const vivo = s.client;
  let fatte = 0;
  s.client = {
    ...vivo,
    verifica: async (r) => {
      const esito = await vivo.verifica(r);
      return esito.esito === 'PRONTA' && fatte++ < volte ? cambia(esito) : esito;
    },
  };
}

const presenti = async (db: Database, s: Scena): Promise<string[]> =>
  (await inbox(db, s.contesto)).map((n) => n.idOperazioneANPR).toSorted();
const tutti = (s: Scena): string[] => [...s.archivio.voci.keys()].toSorted();
const detti = (s: Scena): string[] => s.log.righe.map((r) => JSON.stringify(r));

const ALTRE: readonly (readonly [string, (e: Pronta) => Partial<Pronta>])[] = [
  ['ALTRO_TICKET', () => ({ domanda: { ticket: '1' } })],
  ['ALTRO_COMUNE', () => ({ domanda: { comune: '999777' } })],
  [
    'ALTRO_PERIODO',
    () => ({ domanda: { periodo: { dal: '2020-01-01T00:00:00.000Z', al: '2020-01-02T00:00:00.000Z' } } }),
  ],
  ['ALTRA_PARTE', (e) => ({ progressivo: e.progressivo + 1 })],
];

perOgniDatabase((apri) => {
  describe('an answer to another question', () => {
    it.each(ALTRE)('%s is refused, told, and asked again: nothing of it is taken', async (motivo, altra) => {
      const db = await apri();
      const s = scena(db, diN030(2, { impostazioni: { dettaglio: 'RISPOSTA' } }));
      conMano(
        s,
        (e) => ({ ...e, ...altra(e), voci: e.voci.map((v) => ({ ...v, idOperazioneANPR: `9${v.idOperazioneANPR}` })) }),
        1,
      );
      await s.giro();
      await s.finoInFondo();
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect(detti(s).filter((r) => r.includes(motivo))).toHaveLength(1);
    });

    it('the id of a notification that was asked for alone is that one: another that comes with it is left out', async () => {
      const db = await apri();
      const s = scena(db, diN030(1));
      const estranea = { statoLavorazione: '7', tipoOperazione: 'N030', contenuto: Buffer.from('<NotificaN030/>') };
      conMano(
        s,
        (e) =>
          e.voci[0]?.contenuto == null ? e : { ...e, voci: [{ ...estranea, idOperazioneANPR: '424242' }, ...e.voci] },
        99,
      );
      await s.giro();
      await s.finoInFondo();
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect(detti(s).some((r) => r.includes('not asked for'))).toBe(true);
    });

    it('one that says what was asked, an hour off at a change of the clocks or not at all, is taken at once', async () => {
      const db = await apri();
      const s = scena(db, diN030(2, { impostazioni: { dettaglio: 'RISPOSTA' } }));
      const [f] = await (async () => {
        await s.giro();
        return s.finestre();
      })();
      const ora = (iso: string): string => new Date(Date.parse(iso) - 3_600_000).toISOString();
      const domanda: DomandaDetta = { periodo: { dal: ora(f!.dal), al: ora(f!.al) } };
      conMano(s, (e) => ({ ...e, domanda }), 1);
      await s.finoInFondo();
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect(s.domande.filter((d) => d.metodo === 'elenco')).toHaveLength(1);
    });
  });
});
