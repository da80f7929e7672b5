/** A variazione can be born closed: the store keeps when, and no one finds it among those still to be worked. */
import { expect, it } from 'vitest';
import {
  inserisciVariazioni,
  type NuovaVariazione,
  variazioniAperte,
  variazioniDi,
} from '../../src/store/variazioni.js';
import { perOgniDatabase } from '../store/databases.js';

const ADESSO = '2026-03-01T09:00:00.000Z';

const nata = (stato: string, chiusaIl?: string | null): NuovaVariazione => ({
  ufficio: 'ELETTORALE',
  oggetto: 'E:S:101|GENERALE',
  campo: 'stato',
  ambito: 'GENERALE',
  tipo: 'ISCRIZIONE',
  motivo: null,
  soggetto: 'S:101',
  id_famiglia_anpr: null,
  valore_prima: null,
  valore_dopo: stato,
  decorrenza: '2026-02-01',
  id_operazione_anpr: '4310655090',
  stato,
  conosciutaIl: ADESSO,
  notificaId: null,
  ...(chiusaIl !== undefined && { chiusaIl }),
});

perOgniDatabase((apri) => {
  it('keeps the instant of a variazione that is born closed, and null for one that is open', async () => {
    const db = await apri();
    await db.transaction((tx) =>
      inserisciVariazioni(tx, '058091', [nata('APPROVATA', ADESSO), nata('PROPOSTA'), nata('IN_REVISIONE', null)]),
    );
    await db.transaction(async (tx) => {
      const tutte = await variazioniDi(tx, '058091', ['E:S:101|GENERALE']);
      expect(tutte.map((v) => [v.stato, v.chiusaIl])).toEqual([
        ['APPROVATA', ADESSO],
        ['PROPOSTA', null],
        ['IN_REVISIONE', null],
      ]);
      const aperte = await variazioniAperte(tx, '058091', ['E:S:101|GENERALE']);
      expect(aperte.map((v) => v.stato)).toEqual(['PROPOSTA', 'IN_REVISIONE']);
    });
  });
});
