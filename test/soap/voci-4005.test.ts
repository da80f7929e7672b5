/** A saved answer of 4005: what is not among the ids that it says were asked for is told, not taken. */
import { expect, it } from 'vitest';
import { apriContenuto } from '../../src/soap/contenuto.js';
import { voci4005 } from '../../src/soap/voci-4005.js';

const una = (id: string): string =>
  `<elencoRisposte><idOperazioneANPR>${id}</idOperazioneANPR><tipoOperazione>N030</tipoOperazione><contenutoRisposta>PGEvPg==</contenutoRisposta></elencoRisposte>`;
const leggi = (ricerca: string, ...ids: string[]) =>
  voci4005(
    apriContenuto(
      Buffer.from(
        `<a:Risposta4005 xmlns:a="x"><a:RispostaMultipla4005>${ricerca}${ids.map(una).join('')}</a:RispostaMultipla4005></a:Risposta4005>`,
      ),
      [],
    ).elemento,
  ).map((v) => [v.idOperazioneANPR, 'difetto' in v ? v.difetto : 'PRESA']);

const fra = (da: string, a: string): string =>
  `<ricercaElenchiRichieste><identificativiANPR><protocolloANPRDa>${da}</protocolloANPRDa><protocolloANPRA>${a}</protocolloANPRA></identificativiANPR></ricercaElenchiRichieste>`;

it('ids outside the range that was asked for are told, whatever their length', () => {
  expect(leggi(fra('99', '4294967301'), '98', '99', '+100', '4294967301', '4294967302')).toEqual([
    ['98', 'FUORI_RICHIESTA'],
    ['99', 'PRESA'],
    ['100', 'PRESA'],
    ['4294967301', 'PRESA'],
    ['4294967302', 'FUORI_RICHIESTA'],
  ]);
});

it('without a range, or with ids that are no numbers, everything is taken', () => {
  expect(leggi('', '1', 'a-b')).toEqual([
    ['1', 'PRESA'],
    ['a-b', 'PRESA'],
  ]);
  expect(leggi(fra('a', 'b'), '1')).toEqual([['1', 'PRESA']]);
});
