"""Names for arrays of numbers, truths and shapes, once for whoever computes with them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: Shapes, with None where there is none.
Geometries = NDArray[np.object_]
