import pytest
from feedback_app.foundation.access import Role
from tests.browser.customer_stations import CUSTOMERS
from tests.browser.member_stations import MEMBERS, GUESTS
import time
pytestmark=pytest.mark.browser
async def test_probe(desk, page_at):
    bad={}
    for lang in ("de","en"):
        t=time.time()
        places=await desk.places(lang)
        print("places",time.time()-t)
        page=await page_at(360, language=lang); page.set_default_timeout(4000)
        for st in CUSTOMERS+GUESTS:
            t=time.time()
            try: await st.show(page,places); 
            except Exception as e: bad[lang,st.name]=str(e)[:700]
            print(lang, st.name, round(time.time()-t,2), await page.title(), page.url[-40:])
        page=await page_at(1280, language=lang, role=Role.ADMIN); page.set_default_timeout(4000)
        for st in MEMBERS:
            t=time.time()
            try: await st.show(page,places)
            except Exception as e: bad[lang,st.name]=str(e)[:300]
            print(lang, st.name, round(time.time()-t,2), await page.title())
    for k,v in bad.items(): print(k,v)
    assert not bad
