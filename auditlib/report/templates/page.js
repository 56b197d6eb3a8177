(()=>{
const PAGE=50,zh=new Intl.Collator('zh-CN',{numeric:true}),make=(tag,put)=>Object.assign(document.createElement(tag),put);
const shows=[];
for(const table of document.querySelectorAll('table.t')){
const body=table.tBodies[0],all=[...body.rows],heads=table.querySelectorAll('thead th');
if(all.length<2)continue;
let order=all,page=0,word='';
const fits=row=>row.textContent.toLowerCase().includes(word);
const show=()=>{
const kept=order.filter(fits),last=Math.max(0,Math.ceil(kept.length/PAGE)-1);
page=Math.min(Math.max(page,0),last);
for(const row of all){row.classList.add('out');row.classList.remove('later')}
kept.forEach((row,n)=>{row.classList.remove('out');row.classList.toggle('later',Math.floor(n/PAGE)!=page)});
where.textContent=(word?`筛选 ${kept.length} / ${all.length} 行 `:'')+(last?`第 ${page+1} / ${last+1} 页`:'');
back.hidden=next.hidden=!last;back.disabled=!page;next.disabled=page==last;
};
const find=make('input',{type:'search',placeholder:'筛选',oninput(){word=find.value.trim().toLowerCase();page=0;show()}}),
where=make('span',{role:'status'}),
back=make('button',{textContent:'上一页',onclick(){page--;show()}}),
next=make('button',{textContent:'下一页',onclick(){page++;show()}});
find.setAttribute('aria-label','筛选 '+(table.caption||table).textContent.slice(0,40));
if(all.length>8){const bar=make('div',{className:'bar'});bar.append(find,where,back,next);table.parentNode.before(bar)}
for(const th of heads){
const at=th.cellIndex,number=th.matches('.n'),button=make('span',{role:'button',tabIndex:0});
const key=row=>{const text=row.cells[at]?.textContent.trim()||'';return number&&text?parseFloat(text.replace(/,/g,''))||0:text};
button.append(...th.childNodes);th.append(button);
button.onkeydown=press=>press.key=='Enter'&&button.click();
button.onclick=()=>{
const up=th.getAttribute('aria-sort')!='ascending',keys=new Map(all.map(row=>[row,key(row)]));
heads.forEach(other=>other.removeAttribute('aria-sort'));
th.setAttribute('aria-sort',up?'ascending':'descending');
order=[...all].sort((a,b)=>{const x=keys.get(a),y=keys.get(b);return (x==='')-(y==='')||(number?x-y:zh.compare(x,y))*(up?1:-1)});
body.append(...order);page=0;show();
};
}
shows.push(row=>{
if(!all.includes(row))return;
if(!order.filter(fits).includes(row))word=find.value='';
page=Math.floor(order.filter(fits).indexOf(row)/PAGE);
show();
});
show();
}
// A row that the address names is shown, whatever page of its table it is on and whatever was sought.
const aim=()=>{
const row=document.getElementById(location.hash.slice(1));
document.querySelectorAll('tr.aim').forEach(other=>other.classList.remove('aim'));
if(row?.tagName!='TR')return;
shows.forEach(show=>show(row));
row.classList.add('aim');
for(let outer=row;outer=outer.parentElement.closest('details');)outer.open=true;
row.scrollIntoView({block:'center'});
};
addEventListener('hashchange',aim);
aim();
})();
