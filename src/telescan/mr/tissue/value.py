"""A number and where it comes from."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Papers that measured, and models that carry a value to where nobody did."""

    BARTH = "Barth and Moser, Cell Mol Biol 1997;43:783"
    CAMPBELL_WASHBURN = "Campbell-Washburn et al., Radiology 2019;293:384"
    CHENG = "Cheng et al., Magn Reson Imaging 2006;24:1129"
    COX = "Cox and Gowland, Magn Reson Med 2010;64:1440"
    GELMAN = "Gelman et al., Magn Reson Med 2001;45:71"
    GOLD = "Gold et al., AJR 2004;183:343"
    HELENIUS = "Helenius et al., AJNR 2002;23:194"
    HERNANDO = "Hernando et al., Magn Reson Med 2012;67:638"
    LEENDERS = "Leenders et al., Brain 1990;113:27"
    LU = "Lu et al., Magn Reson Med 2004;52:679"
    MILLS = "Mills, J Phys Chem 1973;77:685"
    PETERS = "Peters et al., Magn Reson Imaging 2007;25:748"
    QIN = "Qin et al., Magn Reson Med 2011;65:471"
    REN = "Ren et al., J Lipid Res 2008;49:2055"
    RICHARD = "Richard et al., J Invest Dermatol 1991;97:120"
    ROONEY = "Rooney et al., Magn Reson Med 2007;57:308"
    SCHENCK = "Schenck, Med Phys 1996;23:815"
    SPIJKERMAN = "Spijkerman et al., MAGMA 2018;31:415"
    STANISZ = "Stanisz et al., Magn Reson Med 2005;54:507"
    SZCZEPANIAK = "Szczepaniak et al., Magn Reson Med 2002;47:607"
    THANGAVEL = "Thangavel and Saritas, Turk J Elec Eng Comp Sci 2017;25:2108"
    WRIGHT = "Wright et al., MAGMA 2008;21:121"
    ZHANG = "Zhang et al., Magn Reson Med 2013;70:1082"
    ZHAO = "Zhao et al., Magn Reson Med 2007;58:592"

    POWER_LAW = "power law a * B0**b by field (Bottomley et al., Med Phys 1984;11:425)"
    NO_FIELD_DEPENDENCE = "does not depend on the field"
    REVERSIBLE_RATE = "1/T2* - 1/T2 grows in proportion to the field"
    RATIO = "ratio to a similar tissue that was measured at both fields"
    CONCENTRATION = "rates in proportion to concentration, less those of pure water"
    COMPOSITION = "from what it is made of"
    REPORTED_RANGE = "middle of the range that papers report"


MODELS = frozenset(
    {
        Source.POWER_LAW,
        Source.NO_FIELD_DEPENDENCE,
        Source.REVERSIBLE_RATE,
        Source.RATIO,
        Source.CONCENTRATION,
        Source.COMPOSITION,
        Source.REPORTED_RANGE,
    }
)
"""Sources that are not measurements."""


@dataclass(frozen=True)
class Value:
    """A number with its source."""

    value: float
    source: Source

    @property
    def measured(self) -> bool:
        """Tell whether somebody measured it, rather than a model carrying it here."""
        return self.source not in MODELS
