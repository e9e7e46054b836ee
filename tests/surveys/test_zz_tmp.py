from tests.surveys.test_results_export import *
async def test_make(db):
    await small_shop()
    GOLDEN.write_text((await written(await world.cut("returns"))).replace("\r\n","\n"), encoding="utf-8")
