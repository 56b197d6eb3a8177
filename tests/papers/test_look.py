from tests.papers.conftest import *
def test_look(desk):
    from auditlib.desk.papers.kinds import write, KINDS
    desk.decided(desk.first, "整改中", **VERIFIED, **RECTIFIED)
    desk.decided(desk.second, "移送", **{**VERIFIED, "verified_amount":"200.00","signed":"拒签","refusal":"认为已经退回"}, **HANDED_OVER)
    import time; t=time.time()
    m = desk.made(*KINDS)
    print(time.time()-t)
    print(m.refused)
    print(write(m, Path("/tmp/look")))
    t=time.time()
    m = desk.made(*KINDS, masked=True)
    print(time.time()-t)
    print(write(m, Path("/tmp/look-masked")))
