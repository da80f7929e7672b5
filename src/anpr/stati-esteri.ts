/**
 * The foreign states as ANPR codes them (table 2): ISTAT code, the `Z` code that the codice fiscale holds, what each code may
 * be used for. Only what is not the norm is written: a state serves for citizenship, birth and residence.
 * Invariant: the table knows the states of today. A code it does not know may be of a state that is no more: whoever asks
 * says of what day it speaks.
 */

import { ITALIA } from './codici.js';
import { voceDi } from './tabella.js';

/** What the code of a state stands beside. */
export type UsoStato = 'CITTADINANZA' | 'NASCITA' | 'RESIDENZA';

/** States, for every use: ISTAT code and Belfiore code. */
const STATI = `
  201Z100 202Z101 203Z102 206Z103 209Z104 212Z107 214Z109 215Z110 216Z112 219Z114 220Z115 221Z116 223Z117 225Z119
  226Z120 227Z121 229Z123 231Z125 232Z126 233Z127 234Z128 235Z129 236Z130 239Z131 240Z132 241Z133 243Z138 244Z134
  245Z154 246Z106 247Z144 248Z145 249Z146 250Z149 251Z150 252Z153 253Z148 254Z140 255Z155 256Z139 257Z156 270Z159
  271Z158 272Z160 301Z200 302Z203 304Z204 305Z249 306Z205 307Z206 309Z207 310Z208 311Z209 314Z210 315Z211 319Z214
  320Z213 322Z215 323Z216 324Z161 326Z219 327Z220 330Z222 331Z223 332Z224 333Z225 334Z226 335Z227 336Z228 337Z229
  338Z242 339Z232 340Z247 341Z233 342Z234 343Z235 344Z236 345Z237 346Z248 348Z240 349Z241 351Z243 353Z251 354Z246
  356Z255 357Z259 358Z252 359Z253 360Z254 361Z256 362Z257 363Z217 364Z258 401Z301 402Z302 404Z313 406Z314 408Z358
  409Z354 410Z305 411Z306 413Z307 414Z308 415Z309 417Z310 418Z311 419Z336 420Z315 421Z316 422Z317 423Z318 424Z361
  425Z319 426Z320 427Z321 428Z322 429Z359 430Z325 431Z326 432Z327 434Z328 435Z329 436Z330 437Z331 438Z332 440Z333
  441Z300 442Z334 443Z335 446Z338 448Z341 449Z342 450Z343 451Z344 453Z345 454Z347 455Z348 456Z349 457Z357 458Z351
  460Z352 461Z353 463Z312 464Z355 465Z337 466Z368 467Z907 503Z532 505Z502 506Z522 507Z512 509Z401 513Z503 514Z504
  515Z526 516Z505 517Z506 518Z507 519Z524 523Z509 524Z510 525Z511 527Z514 529Z515 530Z516 532Z527 533Z528 534Z533
  536Z404 602Z600 604Z601 605Z602 606Z603 608Z604 609Z605 612Z606 614Z610 615Z611 616Z608 617Z612 618Z613 619Z614
  701Z700 703Z704 708Z731 712Z711 713Z735 715Z713 719Z719 720Z734 721Z730 725Z724 727Z726 730Z728 731Z732 732Z733`;

/** Territories: residence only. Not every one has a Belfiore code. */
const TERRITORI = `
  213Z108 218 228 273 274 308 325 439Z360 445 447Z340 502 508Z400 511Z530 512 520 521 526Z513 528 535Z403 537Z519
  539Z525 540 541 542 603Z501 610 613 620 621 702Z703 716 718 723 724 734Z729 806 808`;

/** Codes that are no state: 998 not attributable, 997 being defined, 999 stateless. Italy is nobody's foreign birthplace. */
const PARTICOLARI: Readonly<Record<string, readonly UsoStato[]>> = {
  [ITALIA]: ['CITTADINANZA', 'RESIDENZA'],
  '997': ['CITTADINANZA'],
  '998': ['CITTADINANZA', 'NASCITA'],
  '999': ['CITTADINANZA'],
};

/** The empty row of the table: where it is written, nothing is said. */
const NESSUNO_STATO = '888';

const voci = (testo: string): [string, string][] =>
  testo
    .trim()
    .split(/\s+/)
    .map((v) => [v.slice(0, 3), v.slice(3)]);

const STATO = new Map(voci(STATI));
const TERRITORIO = new Map(voci(TERRITORI));
const BELFIORE = new Set([...STATO.values(), ...TERRITORIO.values()].filter((b) => b !== ''));

/** Whether the code may be used so; undefined where the table does not know it. */
export function statoAmmesso(codice: string, uso: UsoStato): boolean | undefined {
  if (codice === NESSUNO_STATO || STATO.has(codice)) return true;
  if (TERRITORIO.has(codice)) return uso === 'RESIDENZA';
  return voceDi(PARTICOLARI, codice)?.includes(uso);
}

/** The Belfiore code (`Z…`) of a state or territory; undefined where it has none or is not known. */
export function belfioreDelloStato(codice: string): string | undefined {
  const belfiore = STATO.get(codice) ?? TERRITORIO.get(codice);
  return belfiore === '' ? undefined : belfiore;
}

/** True for the Belfiore code of a state or territory of today; one that is no more had others (Jugoslavia, Unione Sovietica). */
export const belfioreDiOggi = (belfiore: string): boolean => BELFIORE.has(belfiore);
