"""The bare loader beside which the intake is measured, in a process that imports nothing else.

Usage: python -m benchmarks.bare URL FILE
"""

import sys

import geopandas as gpd
from sqlalchemy import create_engine

if __name__ == "__main__":
    gpd.read_file(sys.argv[2]).to_postgis("loaded", create_engine(sys.argv[1]), if_exists="replace")
