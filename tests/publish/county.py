"""A tiny county as received, for pages made through the public entry. All persons are invented (prefix 370799)."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "一卡通/发放明细.csv": """乡(镇),行政村,姓名,证件号码,补贴项目,所属期,实发金额,发放日期,发放状态
城关街道,东村,王小明,370799194501010018,孝善养老补助,2019-03,300.00,2019-04-10,成功
城关街道,东村,刘会兰,370799194701010025,孝善养老补助,2019-03,200.00,2019-04-10,成功
城关街道,西村,张三丰,370799195001010033,孝善养老补助,2019-03,100.00,2019-04-10,成功
""",
    "公安/死亡人员.csv": """死者姓名,死者身份证号,死亡日期
王小明,370799194501010018,2018-12-05
刘会兰,370799194701010025,2018-11-20
""",
    "审计/问题整改台账.csv": """问题编号,问题来源,发现日期,问题类别,问题描述,问题对象,涉及金额,整改措施,责任单位,整改时限,整改状态,追缴金额
Z001,省审计,2019-05-01,补贴发放,死亡人员领取补贴,370799194501010018,300.00,追缴,民政局,2019-08-31,已整改,300.00
Z002,市委巡察,2019-06-01,项目管理,项目未公示,,,补公示,农业农村局,2019-09-30,未整改,
""",
    "扶贫办/三个档案.csv": """乡(镇),行政村,档案名称,具体内容,建立日期,责任人,完成情况
城关街道,东村,贫困户档案,一户一档,2019-05-06,欧阳建国,齐全（联系电话13812345678）
城关街道,西村,贫困村档案,村档案,2019-05-08,赵六,不齐全
""",
}


def received(folder: Path, name: str = "临朐县") -> Path:
    """Write the county's files under ``folder``; returns ``folder``."""
    for path, text in FILES.items():
        place = folder / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder
