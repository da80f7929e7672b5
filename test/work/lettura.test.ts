/** Reading is bounded in what it gives, as it is in what it takes: everything it says becomes a row. */
import { expect, it } from 'vitest';
import { NotificaError } from '../../src/errors.js';
import { type DaLeggere, leggiContenuto } from '../../src/work/lettura.js';
import { ADESSO } from './banco.js';
import { nris, residente } from './persone.js';

const daLeggere = (xml: string): DaLeggere => ({
  tipoNotifica: 'NRIS',
  idOperazioneANPR: '1',
  dataOraRichiesta: ADESSO,
  contenutoRimossoIl: null,
  contenuto: Buffer.from(xml),
});

function motivoDi(xml: string): string {
  try {
    leggiContenuto(daLeggere(xml), []);
    return 'letto';
  } catch (e) {
    if (e instanceof NotificaError) return e.motivo;
    throw e;
  }
}

it('a notification about more people than a convivenza may hold is too large to be applied', () => {
  const tanti = (quanti: number): string =>
    nris(
      '5008',
      1,
      Array.from({ length: quanti }, (_, i) => residente(i)),
    ).xml;
  expect(motivoDi(tanti(3_000))).toBe('letto');
  expect(motivoDi(tanti(5_001))).toBe('CONTENUTO_TROPPO_GRANDE');
});

it('what a notification asks to be told is told once each, a hundred things at most, under names of a rule', () => {
  const { xml } = nris('5008', 1, [residente(1)]);
  const anomalie = Array.from(
    { length: 20_000 },
    (_, i) => `<anomalie><codiceErroreAnomalia>${'E'.repeat(i % 200)}${i % 2000}</codiceErroreAnomalia></anomalie>`,
  );
  const dentro = xml.replace(
    '</Risposta_Comune>',
    `<listaAnomalie>${anomalie.join('')}</listaAnomalie></Risposta_Comune>`,
  );
  const { note } = leggiContenuto(daLeggere(dentro), []).lettura;
  expect(note).toHaveLength(100);
  expect(new Set(note.map((n) => n.descrizione)).size).toBe(note.length);
  expect(Math.max(0, ...note.map((n) => n.regola.length))).toBeLessThanOrEqual(60);
});
