/** How an ente stands with ANPR, in `allinea stato`: silence, attempts used up, certificates. Pure text. */
import { giornoInItalia, type Momento } from '../../anpr/ora-italiana.js';
import { TENTATIVI_ANPR, type Tentata } from '../../anpr/tentativi.js';
import type { Scadenza } from '../../work/certificati.js';
import type { ChiaviUsate } from '../../work/chiavi-usate.js';
import { type Firmatario, firmatariNuovi } from '../../work/firmatari.js';
import type { Richiamo, Silenzio } from '../../work/silenzio.js';
import type { CausaSilenzio, Verdetto } from '../../work/silenzio-cause.js';
import type { SituazioneAnpr } from '../../work/situazione.js';
import { conto, fa, istante, numero } from './testo.js';

/** How many refused notifications are named one by one. */
const QUANTE = 5;

const SEGNO: Readonly<Record<Verdetto, string>> = { PROVATA: '!', POSSIBILE: '-', ESCLUSA: 'x' };

/** A probability that an operator can imagine. */
export function probabilita(p: number): string {
  if (p >= 0.01) return `${Math.round(p * 100)} %`;
  if (p < 1e-9) return 'meno di una su un miliardo';
  return `una su ${numero(Math.round(1 / p))}`;
}

const giornoOra = ({ giorno, ore }: Momento): string => {
  const [a, m, g] = giorno.split('-');
  return `${g}/${m}/${a} ore ${Math.floor(ore)}`;
};

function causa(c: CausaSilenzio): string {
  const perche = c.perche === '' ? '' : ` (${c.perche})`;
  const prova = c.verdetto === 'PROVATA' ? 'PROVATA: ' : c.verdetto === 'ESCLUSA' ? 'esclusa: ' : '';
  const fare = c.verdetto === 'ESCLUSA' ? '' : `\n        → ${c.controllare}`;
  return `    ${SEGNO[c.verdetto]} ${prova}${c.titolo}${perche}${fare}`;
}

function spinta(s: Silenzio | null, now: Date): string {
  if (s === null) return '  spinta di ANPR: mai usata (le notifiche arrivano da 4005)';
  if (s.improbabile) {
    const certo =
      s.daAltroCanale > 0
        ? `; intanto 4005 ha portato ${conto(s.daAltroCanale, 'notifica che non è stata spinta', 'notifiche che non sono state spinte')}`
        : '';
    return `  SILENZIO IMPROBABILE: nulla da ANPR dal ${istante(s.dal)} (${fa(s.dal, now)}); probabilità che sia normale: ${probabilita(s.probabilita)}${certo}`;
  }
  if (s.ritmo === 0) return '  silenzio: non si può giudicare (manca una storia: scrivere «abitanti» dell’ente)';
  const quando = s.allarmeDal === null ? '' : `; diventa improbabile il ${giornoOra(s.allarmeDal)}`;
  return `  silenzio: nella norma (probabilità ${probabilita(s.probabilita)})${quando}`;
}

function richiesta(r: Richiamo | null, now: Date): string[] {
  if (r === null) return [];
  const righe: string[] = [];
  if (r.silenzio?.improbabile === true)
    righe.push(
      `  SILENZIO IMPROBABILE di 4005: non elenca nulla dal ${istante(r.silenzio.dal)} (${probabilita(r.silenzio.probabilita)})`,
    );
  if (r.inAttesaDal !== null)
    righe.push(`  4005 non ha ancora risposto a domande del ${istante(r.inAttesaDal)} (${fa(r.inAttesaDal, now)})`);
  return righe;
}

function tentata(t: Tentata): string {
  const quando =
    t.stato === 'SOSPESA' ? `sospesa dal ${istante(t.sospesaIl)}` : `sarà sospesa il ${istante(t.sospesaIl)}`;
  return `    ${t.idOperazioneANPR}  ${t.tipoNotifica ?? '-'}  ${conto(t.tentativi, 'tentativo', 'tentativi')} su ${TENTATIVI_ANPR} visti qui, ${quando}; ${t.motivi.join(', ')}${t.verificata ? '' : ' (mittente non verificato)'}`;
}

function tentate(lista: readonly Tentata[]): string[] {
  if (lista.length === 0) return [];
  const sospese = lista.filter((t) => t.stato === 'SOSPESA').length;
  const altre = lista.length > QUANTE ? [`    … e altre ${numero(lista.length - QUANTE)}`] : [];
  const titolo = `  rifiutate qui e mai arrivate: ${numero(lista.length)}, di cui sospese da ANPR ${numero(sospese)}`;
  const fare = lista.some((t) => t.verificata && t.stato === 'SOSPESA')
    ? ['    → dopo aver corretto la causa: «allinea sblocco»']
    : [];
  if (lista.some((t) => !t.verificata))
    fare.push(
      '    → mittente non verificato: ANPR con un altro certificato, o chiunque; non entra nella lettera di sblocco',
    );
  return [titolo, ...lista.slice(-QUANTE).map(tentata), ...altre, ...fare];
}

function chiavi({ usate, problemi }: ChiaviUsate): string[] {
  const quali = usate.map((u) => `${u.certificato}${u.scade === null ? '' : `, scade ${giornoInItalia(u.scade)}`}`);
  const righe = quali.length === 0 ? [] : [`  ANPR cifra per: ${quali.join('; ')}`];
  return [...righe, ...problemi.map((p) => `    ! ${p}`)];
}

/** Lines under an ente. */
export function testoAnpr(s: SituazioneAnpr, now: Date): string {
  return [
    spinta(s.spinta, now),
    ...s.cause.map(causa),
    ...richiesta(s.richiesta, now),
    ...tentate(s.tentate),
    ...chiavi(s.chiavi),
  ].join('\n');
}

/** Somebody should look: silence, attempts running out, a wrong key. */
export const anprDaGuardare = (s: SituazioneAnpr): boolean =>
  s.spinta?.improbabile === true ||
  s.richiesta?.silenzio?.improbabile === true ||
  s.tentate.length > 0 ||
  s.chiavi.problemi.length > 0;

/** Certificates near their end. */
export function testoScadenze(tutte: readonly Scadenza[]): string {
  const vicine = tutte.filter((s) => s.limit !== null);
  if (vicine.length === 0) return 'Certificati: nessuno in scadenza';
  const righe = vicine.map(
    (s) => `  ${s.kind} ${s.file}: ${s.days < 0 ? 'scaduto' : 'scade'} il ${giornoInItalia(s.expiresAt)}`,
  );
  return `Certificati in scadenza:\n${righe.join('\n')}`;
}

/** Who signed the notifications received, and whom nobody confirmed. @param soggetti see `firma.soggetti` */
export function testoFirmatari(firmatari: readonly Firmatario[], soggetti: readonly string[]): string {
  if (firmatari.length === 0) return 'Firma delle notifiche: nessuna ancora verificata';
  const { altri } = firmatariNuovi(firmatari, soggetti);
  const nomi = [...new Map(firmatari.map((f) => [f.soggetto, f])).values()].toReversed();
  const righe = nomi.map((f) => {
    const nuovo = altri.some((a) => a.soggetto === f.soggetto) ? ': nuovo, da confermare in firma.soggetti' : '';
    return `  ${f.soggetto} (visto dal ${giornoInItalia(f.vistoIl)})${nuovo}`;
  });
  return `Firma delle notifiche:\n${righe.join('\n')}`;
}
