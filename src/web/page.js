/* Made by build.sh from app/, preact, @preact/signals (Copyright (c) 2022-present Preact Team) and htm
(Copyright Jason Miller, Apache-2.0). Of the first two:
The MIT License (MIT)

Copyright (c) 2015-present Jason Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE. */
var Un=function(e,t,n,o){var a;t[0]=0;for(var s=1;s<t.length;s++){var r=t[s++],l=t[s]?(t[0]|=r?1:2,n[t[s++]]):t[++s];r===3?o[0]=l:r===4?o[1]=Object.assign(o[1]||{},l):r===5?(o[1]=o[1]||{})[t[++s]]=l:r===6?o[1][t[++s]]+=l+"":r?(a=e.apply(l,Un(e,l,n,["",null])),o.push(a),l[0]?t[0]|=2:(t[s-2]=0,t[s]=a)):o.push(l)}return o},Dn=new Map;function jn(e){var t=Dn.get(this);return t||(t=new Map,Dn.set(this,t)),(t=Un(this,t.get(e)||(t.set(e,t=(function(n){for(var o,a,s=1,r="",l="",c=[0],p=function(f){s===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):s===3&&(f||r)?(c.push(3,f,r),s=2):s===2&&r==="..."&&f?c.push(4,f,0):s===2&&r&&!f?c.push(5,0,!0,r):s>=5&&((r||!f&&s===5)&&(c.push(s,0,r,a),s=6),f&&(c.push(s,f,0,a),s=6)),r=""},u=0;u<n.length;u++){u&&(s===1&&p(),p(u));for(var m=0;m<n[u].length;m++)o=n[u][m],s===1?o==="<"?(p(),c=[c],s=3):r+=o:s===4?r==="--"&&o===">"?(s=1,r=""):r=o+r[0]:l?o===l?l="":r+=o:o==='"'||o==="'"?l=o:o===">"?(p(),s=1):s&&(o==="="?(s=5,a=r,r=""):o==="/"&&(s<5||n[u][m+1]===">")?(p(),s===3&&(c=c[0]),s=c,(c=c[0]).push(2,0,s),s=0):o===" "||o==="	"||o===`
`||o==="\r"?(p(),s=2):r+=o),s===3&&r==="!--"&&(s=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var O,Bn,en,he,Xt,yt,Vn,vt,Hn,tn,Qt,bi,Qe=Symbol.for("pv"),bt={},St=[],Si=/^m(i|n|o|s|text|space)$/,nn=Array.isArray,on=St.slice,be=Object.assign;function ye(e){e&&e.parentNode&&e.remove()}function xt(e,t,n){var o,a,s,r={},l=arguments.length;for(s in t)s=="key"?o=t[s]:s=="ref"&&typeof e!="function"?a=t[s]:r[s]=t[s];return l>2&&(r.children=l>3?on.call(arguments,2):n),Xe(e,r,o,a,null)}function Xe(e,t,n,o,a){var s={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Qe,__v:a||++Bn,__i:-1,__u:0};return!a&&O.vnode&&O.vnode(s),s}function Se(e){return e.children}function pe(e,t){this.props=e,this.context=t,this.__g=0}function ve(e,t){if(t==null)return e.__&&ve(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:ve(e)}function xi(e){var t,n=e.__v,o=n.__e,a=[],s=[],r=e.__P;r&&((t=be({constructor:Qe},n)).__v=n.__v+1,O.vnode&&O.vnode(t),an(r,t,n,e.__n,r.namespaceURI,32&n.__u?[o]:null,a,o||ve(n),32&n.__u,s),t.__v=n.__v,t.__.__k[t.__i]=t,Jn(a,t,s),n.__=n.__e=null,t.__e!=o&&Wn(t))}function Wn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Wn(e)}function qn(e){(8&e.__g||(e.__g|=8,he.push(e),yt++))&&Xt==O.debounceRendering||((Xt=O.debounceRendering)||queueMicrotask)(Gn)}function Gn(){try{for(var e,t=1;he.length;)he.length>t&&he.sort(Vn),e=he.shift(),t=he.length,8&e.__g&&xi(e)}finally{(yt=he.length)&&(Xt||queueMicrotask)(Gn)}}function Yn(e,t,n,o,a,s,r,l,c,p,u){var m,f,d,_,y,b,S=o.__k||St,h=t.length;for(c=ki(n,t,S,c,h),m=0;m<h;m++)(d=n.__k[m])!=null&&(f=~d.__i&&S[d.__i]||bt,d.__i=m,b=an(e,d,f,a,s,r,l,c,p,u),_=d.__e,(f.ref!=d.ref||8&f.__u)&&(f.ref&&sn(f.ref,null,d,f),d.ref&&u.push(d.ref,d.__c||_,d)),y=y||_,4&d.__u?(c=Kn(d,c,e,!f.__v),f.__e&&(f.__e=null)):typeof d.type=="function"&&b!==void 0?c=b:_&&(c=_.nextSibling),d.__u&=-21);return n.__e=y,c}function ki(e,t,n,o,a){var s,r,l,c,p,u,m,f,d,_=n.length,y=_,b=0,S=0,h=e.__k=Array(a);for(s=0;s<a;s++)(r=t[s])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=h[s]=Xe(null,r):nn(r)?r=h[s]=Xe(Se,{children:r}):r.constructor===Qe&&r.__b?r=h[s]=Xe(r.type,r.props,r.key,r.ref,r.__v):h[s]=r,c=s+b,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=wi(r,n,c,y))&&(y--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?b--:p==c+1?b++:p!=c&&(p>c?b--:b++,S=1)):(~p||(a>_?b--:a<_&&b++),typeof r.type!="function"&&(r.__u|=4))):h[s]=null;if(S){for(u=[],m=[],s=0;s<a;s++)if((r=h[s])&&16&r.__u){for(b=0,f=u.length;b<f;)u[d=b+f>>1]<r.__i?b=d+1:f=d;u[b]=r.__i,m[s]=b+1}for(b=u.length;s--;)m[s]&&(m[s]==b?b--:h[s].__u|=4)}if(y)for(s=0;s<_;s++)!(l=n[s])||2&l.__u||(l.__e==o&&(o=ve(l)),rn(l,l));return o}function Kn(e,t,n,o){var a,s,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(a=e.__k)for(s=0;s<a.length;s++)a[s]&&(a[s].__=e,t=Kn(a[s],t,n,!1));return t}for(t&&!t.parentNode&&(t=ve(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!o&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function wi(e,t,n,o){var a,s=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&s==null||c&&s==l.key&&r==l.type)return n;if(o>(c?1:0)){for(a=n-1;a>=0;a--)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a;for(a=n+1;a<t.length;a++)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a}return-1}function Fn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function ht(e,t,n,o,a){var s,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||Fn(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||Fn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(r=Qt[t]||(Qt[t]=Ti(t)),(e.__a||(e.__a={}))[t]=tn,s=t!=(t=t.replace(Hn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,s):e.removeEventListener(t,r,s));else{if(a=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function Ti(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[vt]==null)t[vt]=tn++;else if(t[vt]<this.__a[e])return;return n(O.event?O.event(t):t)}}}function an(e,t,n,o,a,s,r,l,c,p){var u,m,f,d,_,y,b,S,h,P,E,x,C,D,W,$e,X,B,de=t.type;if(t.constructor!==Qe)return null;128&n.__u&&(c=32&n.__u,u=n.__c.__z)&&(t.__u|=c,m=s=[],u.nodeType==8?l=gt(u,s):s.push(u),l=s[0]||l),(u=O.__b)&&u(t);e:if(typeof de=="function"){f=r.length;try{if(S=t.props,h=(u=de.prototype)&&u.render,P=(u=de.contextType)&&o[u.__c],E=u?P?P.props.value:u.__:o,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(h?t.__c=d=new de(S,E):(t.__c=d=new pe(S,E),d.constructor=de,d.render=Ai),P&&P.sub(d),d.state||(d.state={}),d.__n=o,d.__g|=8,d.__h=[],d.__k=[]),h&&(d.__s||(d.__s=d.state),de.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=be({},d.__s)),be(d.__s,de.getDerivedStateFromProps(S,d.__s)))),_=d.props,y=d.state,d.__v=t,n.__c){if(S!==_&&h&&!de.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(S,E),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(S,d.__s,E)===!1){t.__v!=n.__v&&(d.props=S,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(oe){oe&&(oe.__=t)}),St.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=ve(n);break e}d.componentWillUpdate&&d.componentWillUpdate(S,d.__s,E),h&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate(_,y,b)})}else h&&!de.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),h&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=E,d.props=S,d.__P=e,d.__g&=-5,x=O.__r,C=h?25:0;do d.__g&=-9,x&&x(t),u=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++C<25);h&&(St.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(o=be({},o,d.getChildContext())),h&&n.__c&&d.getSnapshotBeforeUpdate&&(b=d.getSnapshotBeforeUpdate(_,y)),D=u&&u.type===Se&&u.key==null?u.props.children:u,S.__P&&(u=l,a=(e=S.__P).namespaceURI,c=s=null,n.props&&n.props.__P!=e&&(n.__k.some(function(oe){oe&&rn(oe,oe)}),n.__k=null),l=n.__k?ve(n,0):null),l=Yn(e,nn(D)?D:[D],t,n,o,a,s,r,l,c,p),S.__P&&(t.__e=null,l=u),t.__u&=-161,m&&m.some(ye),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(oe){if(r.length=f,t.__v=null,c||s)if(oe&&oe.then){if(t.__u|=128|c,s){for(~(X=s.indexOf(l||void 0))||(X=s.length);(B=s[X-1])&&B.nodeType==8;)X--;for(;X<s.length;X++)if(B=s[X])if(s[X]=null,W){if(B==$e)break}else{if(B.nodeType!=8)break;B.data.startsWith("$s")&&($e=gt(W=B))}}if(!W){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;W=l}(u=gt(W=t.__c.__z||(t.__c.__z=W)))?(t.__e=W,l=u):t.__e=l,l=l&&l.nextSibling}else s&&s.some(ye);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),oe&&oe.then||Zn(t),O.__e(oe,t,n)}}else l=t.__e=Oi(n.__e,t,n,o,a,s,r,c,p,e);return(u=O.diffed)&&u(t),l}function gt(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Zn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Zn))}function Jn(e,t,n){for(var o=0;o<n.length;)sn(n[o++],n[o++],n[o++]);O.__c&&O.__c(t,e),e.some(function(a){try{e=a.__h,a.__h=[],e.some(function(s){s.call(a)})}catch(s){O.__e(s,a.__v)}})}function Oi(e,t,n,o,a,s,r,l,c,p){var u,m,f,d,_,y,b,S,h=n.props||bt,P=t.props,E=t.type;if(E=="svg"?a="http://www.w3.org/2000/svg":E=="math"?a="http://www.w3.org/1998/Math/MathML":a||(a="http://www.w3.org/1999/xhtml"),s){for(u=0;u<s.length;u++)if((_=s[u])&&(E?_.localName==E:_.nodeType==3)){e=_,s[u]=null;break}}if(!e){if(S=p.ownerDocument||document,!E)return S.createTextNode(P);e=S.createElementNS(a,E,P.is?P:p),l&&(O.__m&&O.__m(t,s),l=!1),s=null}if(E){if(p=E=="template"&&e.content||e,s=E=="textarea"&&P.defaultValue!=null?null:s&&on.call(p.childNodes),!l&&s)for(h={},u=0;u<e.attributes.length;u++)h[(_=e.attributes[u]).name]=_.value;for(u in h)_=h[u],u=="dangerouslySetInnerHTML"?f=_:u=="children"||u in P||u=="value"&&"defaultValue"in P||u=="checked"&&"defaultChecked"in P||ht(e,u,null,_,a);for(u in P)_=P[u],u=="children"?d=_:u=="dangerouslySetInnerHTML"?m=_:u=="value"?y=_:u=="checked"?b=_:l&&typeof _!="function"||h[u]===_||ht(e,u,_,h[u],a);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(E=="foreignObject"||a=="http://www.w3.org/1998/Math/MathML"&&Si.test(E))&&(a="http://www.w3.org/1999/xhtml"),Yn(p,nn(d)?d:[d],t,n,o,a,s,r,s?s[0]:n.__k&&ve(n,0),l,c),s&&s.some(ye)),l&&E!="textarea"||(u="value",E=="progress"&&y==null?e.removeAttribute(u):y==null||y===e[u]&&(E!="progress"||y)||ht(e,u,y,h[u],a),u="checked",b!=null&&b!=e[u]&&ht(e,u,b,h[u],a))}else h===P||l&&e.data==P||(e.data=P);return e}function sn(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(a){O.__e(a,n)}}function rn(e,t,n){var o,a,s,r;if(O.unmount&&O.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||sn(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(l){O.__e(l,t)}o.__P=o.__n=null}if(o=e.__k)for(r=0;r<o.length;r++)o[r]&&rn(o[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(a=gt(o,s=[]))&&(o==e.__e&&s.some(ye),ye(a),ye(o)),n||ye(e.__e),e.__e=e.__c=e.__=null}function Ai(e,t,n){return this.constructor(e,n)}function ln(e,t){var n,o,a,s;O.__&&O.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=Xe(Se,{children:[e]}),a=[],s=[],an(t,t.__k,o||bt,bt,t.namespaceURI,o?null:t.firstChild?on.call(t.childNodes):null,a,o?o.__e:t.firstChild,n,s),Jn(a,t.__k,s),t.__k.props.children=null}O={__e:function(e,t,n,o){for(var a,s,r;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((r=(s=a.constructor)&&s.getDerivedStateFromError)&&a.setState(s.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,o||{}),r=1),r&&8&a.__g)return void(a.__g|=2)}catch(l){e=l}}throw yt=0,e}},Bn=0,en=function(e){return e!=null&&e.constructor===Qe},pe.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=be({},this.state)),typeof e=="function"&&(e=e(be({},n),this.props)),e&&(be(n,e),this.__v&&(t&&this.__k.push(t),qn(this)))},pe.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),qn(this))},pe.prototype.render=Se,he=[],yt=0,Vn=function(e,t){return e.__v.__b-t.__v.__b},vt=Symbol(),Hn=/(PointerCapture)$|Capture$/i,tn=0,Qt={},bi=0;var Ie,U,cn,Xn,un=Object.is,kt=0,ro=[],dn=[],z=O,Qn=z.__b,eo=z.__r,to=z.diffed,no=z.__c,oo=z.unmount,io=z.__;function wt(e,t){z.__h&&z.__h(U,e,kt||t),kt=0;var n=U.__H||(U.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function T(e){return kt=1,Ei(lo,e)}function Ei(e,t,n){var o=wt(Ie++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):lo(void 0,t),function(s){var r=(o.__N||o.__)[0],l=o.t(r,s);un(r,l)||(o.__N=[l,o.__[1]],o.__c.setState({}))}],o.__c=U,!U.__f)){U.__f=!0;var a=U.shouldComponentUpdate;U.shouldComponentUpdate=function(s,r,l){var c=this.__H;if(!c)return!0;var p=!1,u=this.props!=s;if(c.__.some(function(f){f.__N&&(p=!0,un(f.__[0],f.__N[0])||(u=!0))}),a){var m=a.call(this,s,r,l);return p?m||u:m}return!p||u}}return o.__}function Z(e,t){var n=wt(Ie++,3);!z.__s&&mn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,U.__H.__h.push(n))}function fn(e,t){var n=wt(Ie++,4);!z.__s&&mn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,U.__h.push(n))}function se(e){return kt=5,Tt(function(){return{current:e}},[])}function Tt(e,t){var n=wt(Ie++,7);return mn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Ci(){var e;do{for(;e=dn.shift();)try{et(e)}catch(n){z.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=ro.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(et),t.__h.some(pn),t.__h=[]}catch(n){t.__h=[],z.__e(n,e.__v)}}}while(dn.length)}z.__b=function(e){U=null,Qn&&Qn(e)},z.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),io&&io(e,t)},z.__r=function(e){eo&&eo(e),Ie=0;var t=(U=e.__c).__H;t&&(cn==U?U.__h=[]:(t.__h.some(et),t.__h.some(pn),Ie=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),cn=U},z.diffed=function(e){to&&to(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&so(ro.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),cn=U=null},z.__c=function(e,t){t.some(function(n){try{n.__h.some(et),n.__h=n.__h.filter(function(o){return!o.__||pn(o)})}catch(o){n.__h=[function(){throw o}]}}),no&&no(e,t)},z.unmount=function(e){oo&&oo(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(a){try{if(a.__P&&a.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}a.__P=n,so(dn.push(a))}else et(a)}catch(s){t=s}}),o.__H=void 0,t&&z.__e(t,o.__v))};var ao=typeof requestAnimationFrame=="function";function Ni(e){var t,n=function(){clearTimeout(o),ao&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);ao&&(t=requestAnimationFrame(n))}function so(e){e!=1&&Xn==z.requestAnimationFrame||((Xn=z.requestAnimationFrame)||Ni)(Ci)}function et(e){var t=U,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),U=t}function pn(e){var t=U;e.__c=e.__(),U=t}function mn(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!un(n,e[o])})}function lo(e,t){return typeof t=="function"?t(e):t}var Ii=Symbol.for("preact-signals");function Ct(){if(fe>1)fe--;else{var e,t=!1;for((function(){var a=At;for(At=void 0;a!==void 0;){var s=a.S;if(s.v===a.v)for(var r=s.t;r!==void 0;r=r.x)r.i===a.i&&(r.i=s.i);a=a.o}})();nt!==void 0;){var n=nt;for(nt=void 0,Ot++;n!==void 0;){var o=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&uo(n))try{n.c()}catch(a){t||(e=a,t=!0)}n=o}}if(Ot=0,fe--,t)throw e}}function $n(e){if(fe>0)return e();_n=++Pi,fe++;try{return e()}finally{Ct()}}var tt,L=void 0;function ot(e){var t=L,n=tt;L=void 0,tt=void 0;try{return e()}finally{L=t,tt=n}}var nt=void 0,fe=0,Ot=0,Pi=0,_n=0,At=void 0,Et=0;function co(e){if(L!==void 0){var t=e.n;if(t===void 0||t.t!==L)return t={i:0,S:e,p:L.s,n:void 0,t:L,e:void 0,x:void 0,r:t},L.s!==void 0&&(L.s.n=t),L.s=t,e.n=t,32&L.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=L.s,t.n=void 0,L.s.n=t,L.s=t),t}}function F(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}F.prototype.brand=Ii;F.prototype.h=function(){return!0};F.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:ot(function(){var o;(o=t.W)==null||o.call(t)}))};F.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,o=e.x;n!==void 0&&(n.x=o,e.e=void 0),o!==void 0&&(o.e=n,e.x=void 0),e===this.t&&(this.t=o,o===void 0&&ot(function(){var a;(a=t.Z)==null||a.call(t)}))}};F.prototype.subscribe=function(e){var t=this;return ke(function(){var n=t.value;ot(function(){return e(n)})},{name:"sub"})};F.prototype.valueOf=function(){return this.value};F.prototype.toString=function(){return this.value+""};F.prototype.toJSON=function(){return this.value};F.prototype.peek=function(){var e=this;return ot(function(){return e.value})};Object.defineProperty(F.prototype,"value",{get:function(){var e=co(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(Ot>100)throw new Error("Cycle detected");(function(n){fe!==0&&Ot===0&&n.l!==_n&&(n.l=_n,At={S:n,v:n.v,i:n.i,o:At})})(this),this.v=e,this.i++,Et++,fe++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{Ct()}}}});function Q(e,t){return new F(e,t)}function uo(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function po(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function fo(e){for(var t=e.s,n=void 0;t!==void 0;){var o=t.p;t.i===-1?(t.S.U(t),o!==void 0&&(o.n=t.n),t.n!==void 0&&(t.n.p=o)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=o}e.s=n}function xe(e,t){F.call(this,void 0,t),this.x=e,this.s=void 0,this.g=Et-1,this.f=4}xe.prototype=new F;xe.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===Et))return!0;if(this.g=Et,this.f|=1,this.i>0&&!uo(this))return this.f&=-2,!0;var e=L;try{po(this),L=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return L=e,fo(this),this.f&=-2,!0};xe.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}F.prototype.S.call(this,e)};xe.prototype.U=function(e){if(this.t!==void 0&&(F.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};xe.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(xe.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=co(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function Nt(e,t){return new xe(e,t)}function mo(e){var t=e.j;if(e.j=void 0,typeof t=="function"){fe++;var n=L;L=void 0;try{t()}catch(o){throw e.f&=-2,e.f|=8,hn(e),o}finally{L=n,Ct()}}}function hn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,mo(e)}function Ri(e){if(L!==this)throw new Error("Out-of-order effect");fo(this),L=e,this.f&=-2;try{8&this.f&&hn(this)}finally{Ct()}}function Pe(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,tt&&tt.push(this)}Pe.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Pe.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,mo(this),po(this),fe++;var e=L;return L=this,Ri.bind(this,e)};Pe.prototype.N=function(){2&this.f||(this.f|=2,this.u=nt,nt=this)};Pe.prototype.d=function(){this.f|=8,1&this.f||hn(this)};Pe.prototype.dispose=function(){this.d()};function ke(e,t){var n=new Pe(e,t);try{n.c()}catch(a){throw n.d(),a}var o=n.d.bind(n);return o[Symbol.dispose]=o,o}var _o,Pt,It,Li=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var $o=[];ke(function(){_o=this.N})();function Re(e,t){O[e]=t.bind(null,O[e]||function(){})}function it(e){if(It){var t=It;It=void 0,t()}It=e&&e.S()}function ho(e){var t=this,n=e.data,o=zi(n);o.name="ReactiveDom",o.value=n;var a=Tt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=Nt(function(){var d=o.value.value;return d===0?0:d===!0?"":d||""}),u=Nt(function(){return!Array.isArray(p.value)&&!en(p.value)}),m=ke(function(){if(this.N=vo,u.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[u,p]},[]),s=a[0],r=a[1];return s.value?r.peek():r.value}ho.displayName="ReactiveTextNode";Object.defineProperties(F.prototype,{constructor:{configurable:!0,value:xt(Se,null).constructor},type:{configurable:!0,value:ho},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Re("__b",function(e,t){if(it(),Pt=void 0,typeof t.type=="string"){var n,o=t.props;for(var a in o)if(a!=="children"){var s=o[a];s instanceof F&&(n||(t.__np=n={}),n[a]=s,o[a]=s.peek())}}e(t)});Re("__r",function(e,t){if(e(t),t.type!==Se){it();var n,o=t.__c;o&&(o.__$f&=-2,(n=o.__$u)===void 0&&(o.__$u=n=(function(a,s){var r;return ke(function(){r=this},{name:s}),r.c=a,r})((function(a){return function(){var s;Li&&((s=this.y)==null||s.call(this)),a.__$f|=1,a.setState({})}})(o),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Pt=o,it(n)}});Re("__e",function(e,t,n,o){it(),Pt=void 0,e(t,n,o)});Re("diffed",function(e,t){it(),Pt=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var o=t.__np,a=t.props,s=n.U;if(s)for(var r in s){var l=s[r];l===void 0||o&&r in o||(l.d(),s[r]=void 0)}if(o){s||(s={},n.U=s);for(var c in o){var p=s[c],u=o[c];p===void 0?(p=Mi(n,c,u,a),s[c]=p):p.o(u,a)}}}e(t)});function Mi(e,t,n,o){var a=t in e&&e.ownerSVGElement===void 0,s=Q(n);return{o:function(r,l){s.value=r,o=l},d:ke(function(){this.N=vo;var r=s.value.value;o[t]!==r&&(o[t]=r,a?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Re("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var o=n.U;if(o){n.U=void 0;for(var a in o){var s=o[a];s&&s.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var u=p.__$u;u&&(p.__$u=void 0,u.d())}}e(t)});Re("__h",function(e,t,n,o){o<3&&(t.__$f|=2),e(t,n,o)});pe.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,o=n&&n.s!==void 0;for(var a in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var s=2&this.__$f;if(!(o||s||4&this.__$f)||1&this.__$f)return!0}else if(!(o||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function zi(e,t){return Tt(function(){return Q(e,t)},[])}var Di=function(e){queueMicrotask(function(){queueMicrotask(e)})};function Ui(){$n(function(){for(var e;e=$o.shift();)_o.call(e)})}function vo(){$o.push(this)===1&&(O.requestAnimationFrame||Di)(Ui)}var i=jn.bind(xt);var Rt="/v1/viewer/session",we=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},me=Q(void 0),Lt=()=>me.value?.key_name??"GATELOG_API_KEY",ie=e=>me.value?.scopes.includes(e)??!1;async function ae(e,t,n){let o;try{o=await fetch(e,{credentials:"same-origin",...t})}catch(r){throw r instanceof DOMException&&r.name==="AbortError"?r:new we(0,{detail:"The server cannot be reached. Check the connection, then try again."})}o.status===401&&e!==Rt&&(me.value=null);let a=o.headers.get("content-type")?.includes("json"),s=n&&o.ok?await n(o).catch(()=>{throw new we(0,{detail:"The answer ended early. Try again."})}):a?await o.json():await o.text();if(!o.ok)throw new we(o.status,a?s:{});return{body:s,headers:o.headers,position:Number(o.headers.get("gatelog-position")??NaN)}}async function at(e){try{if(e)return await vn(e);me.value=(await ae(Rt)).body}catch{me.value=null}}async function vn(e){me.value=(await ae(Rt,{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function go(){await ae(Rt,{method:"DELETE"}).catch(()=>{}),await at()}function j(e,t={},n={}){let o=new URLSearchParams;for(let[s,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&o.append(s,String(l));return e.replace(/\{(\w+)\}/g,(s,r)=>encodeURIComponent(n[r]??""))+(o.size?`?${o}`:"")}var Le=Q([]);function gn(e){return Le.value=[...Le.peek(),...e],()=>{let t=[...Le.peek()];for(let n of e)t.splice(t.indexOf(n),1);Le.value=t}}function w(e,t,n){return Te(t&&j(e,t,n))}function Te(e){let[t,n]=T(0),o=`${e}#${t}`,[a,s]=T({to:"",position:NaN});fn(()=>{if(!e)return;let p=new AbortController,u=gn([e]);return ae(e,{signal:p.signal}).then(({body:m,position:f})=>s({to:o,data:m,position:f}),m=>p.signal.aborted||s({to:o,error:m,position:NaN})),()=>{p.abort(),u()}},[o]);let{data:r,error:l,position:c}=e?a:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&a.to!==o,url:e,reload:()=>n(t+1)}}function yo(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",o]=e.split("/").map(ji);return{page:n,id:o||null,params:new URLSearchParams(t),opened:new Date}}function ji(e){try{return decodeURIComponent(e)}catch{return e}}var v=Q(yo());addEventListener("hashchange",()=>{let e=v.value;v.value=yo(),(e.page!==v.value.page||e.id!==v.value.id)&&scrollTo(0,0)});function k(e,t=null,n={}){let o=n instanceof URLSearchParams?n:So(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${o.size?`?${o}`:""}`}var M=e=>k(v.value.page,v.value.id,So(v.value.params,e));function V(e){location.hash=M(e)}var bo=["after","before","row","position"],qi=[...bo,"live"];function So(e,t){let n=new URLSearchParams(e);Object.keys(t).some(o=>!qi.includes(o)&&!/_(after|before)$/.test(o))&&bo.forEach(o=>n.delete(o));for(let[o,a]of Object.entries(t)){n.delete(o);for(let s of Array.isArray(a)?a:[a??""])s!==""&&n.append(o,String(s))}return n}function Oe(e){let{params:t}=v.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function Mt(e,t){let n=`gatelog.${e}`,o=Q(localStorage.getItem(n)??t);return o.subscribe(a=>localStorage.setItem(n,a)),o}var yn=Mt("theme","system"),st=Mt("zone","local");var Fi=6e4,ko=60*Fi,ge=24*ko,zt={"24h":["24 hours",ge],"7d":["7 days",7*ge],"30d":["30 days",30*ge],"90d":["90 days",90*ge],"1y":["1 year",365*ge]},bn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",Y=()=>st.value==="utc"?"UTC":bn,xo=new Map;function R(e,t="second"){let n=Y(),o=xo.get(n);o||(o=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),xo.set(n,o));let a=o.format(new Date(e));return t==="clock"?a.slice(11,16):a.slice(0,{second:19,minute:16,day:10,month:7}[t])}var _e=e=>!e||Number.isNaN(Date.parse(e))?"":R(e,"minute").replace(" ","T"),re=e=>e?new Date(st.value==="utc"?`${e}Z`:e).toISOString():null;function rt(e){let t=[],n=Math.round(e/1e3);for(let[o,a]of[["d",86400],["h",3600],["min",60],["s",1]]){let s=Math.floor(n/a);if(n-=s*a,s>0&&t.length<2)t.push(`${s} ${o}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function wo(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${rt(t).split(" ").slice(0,2).join(" ")} ago`}var Bi=e=>re(`${R(e,"day")}T00:00`)??new Date(e).toISOString();function Me({params:e,opened:t}){let n=e.get("since"),o=e.get("until")??void 0,a=o?Date.parse(o):t.getTime(),s=e.get("last")??"7d",r=zt[s]?.[1]??zt["7d"][1],l=n?Date.parse(n):a-r,c=a-l,p=c<=3*ge?"hour":c<=100*ge?"day":c<=600*ge?"week":"month";return{since:n??(p==="hour"?new Date(l-l%ko).toISOString():Bi(l)),until:o,interval:p,last:n||o?null:s}}var Vi=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function $({children:e}){let n=[e].flat().map(o=>String(o??"")).join("").split(Vi);return i`<bdi>${n.map((o,a)=>a%2===0?o:i`<span class="invisible">\\u{${o.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}function Sn({children:e}){return[e].flat().join("").split("`").map((n,o)=>o%2===0?n:i`<code>${n}</code>`)}var ze=()=>i`<span class="faint none">–</span>`;function g({at:e,to:t}){return e?i`<time datetime=${e} title=${`${R(e)} ${Y()}
${e}`}>${R(e,t)}</time>`:i`<${ze} />`}function le({text:e,label:t="Copy",quiet:n=!1}){let[o,a]=T("");return i`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>a("Copied"),()=>a("Not copied")),setTimeout(()=>a(""),2e3)}} title=${e}>
    ${o||t}</button>`}function q({id:e,page:t,params:n}){if(!e)return i`<${ze} />`;let o=i`<code class="id"><${$}>${e}<//></code>`;return i`<span class="nowrap" title=${e}>${t?i`<a href=${k(t,e,n)}>${o}</a>`:o}
    <${le} text=${e} quiet /></span>`}var N=({tone:e="plain",children:t,title:n})=>i`<span class=${`badge ${e}`} title=${n}>${t}</span>`,I=({title:e,id:t,tools:n,children:o})=>i`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&i`<div class="tools">${n}</div>`}</header>
  ${o}
</section>`,J=({rows:e})=>i`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>i`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?i`<${$}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,Hi=/\d{4}-\d\d-\d\dT[\d:.]+Z/g;function te({children:e}){let t=[e].flat().join("").replace(Hi,n=>R(n));return i`<${$}>${t.replace(/^[a-z]+(?=[ ,])/,n=>n.charAt(0).toUpperCase()+n.slice(1)).replace(/[^.!?]$/,"$&.")}<//>`}var Dt=({title:e,children:t,tone:n="",busy:o=!1})=>i`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${o}>
    <p class="state-title">${e}</p>${t}
  </div>`,xn=()=>i`<${Dt} title="Loading…" busy tone="loading" />`,Ut=({notes:e=[],title:t="Nothing matches."})=>i`<${Dt} title=${t}>
  ${e.map(n=>i`<p><${te}>${n}<//></p>`)}
  ${e.length===0&&i`<p>The log holds nothing of this kind.</p>`}
<//>`,To=({children:e})=>i`<${Dt} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,Ae=({scope:e,children:t})=>ie(e)?t:i`<${To}>It needs the scope <code>${e}</code>.<//>`;function Ee({error:e,retry:t}){return e.status===403?i`<${To}><${te}>${e.message}<//><//>`:i`<${Dt} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${te}>${e.message}<//></p>
    ${e.size!==void 0&&i`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&i`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&i`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&i`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function A({answer:e,children:t}){return e.error&&!e.loading?i`<${Ee} error=${e.error} retry=${e.reload} />`:e.data?i`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?i`<${xn} />`:null}var kn=Q(null),Wi={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function wn(e,t,n){let o=v.value.params.getAll(e).filter(a=>a.replace(/^!/,"")!==t);V({[e]:[...o,n?`!${t}`:t]})}function ee({name:e,value:t,title:n,page:o=Wi[e],children:a}){return t==null||t===""?i`<${ze} />`:i`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return wn(e,t,!0);let l=r.currentTarget.getBoundingClientRect();kn.value={name:e,value:t,label:n??t,page:o,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${$}>${a??t}<//></button>`}function Oo(){let e=se(null),t=kn.value;if(Z(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},o=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(u=>u===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},a={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},s=(r,l)=>i`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return i`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${a} onKeyDown=${o} onToggle=${r=>r.newState==="closed"&&(kn.value=null)}>
    <p><span class="faint">${t.name}</span> <${$}>${t.label}<//></p>
    ${s("Only this",()=>wn(t.name,t.value,!1))}
    ${s("Leave this out",()=>wn(t.name,t.value,!0))}
    ${t.page&&s("Open its page",()=>{location.hash=k(t.page??"",t.value)})}
    ${s("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var Ao=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function Eo(){let e=[...new Set(Le.value)];return e.length===0?null:i`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>i`<li key=${t}><code><${$}>${Ao(t)}<//></code> <${le}
      text=${Ao(t)} /></li>`)}</ul>
  </details>`}var Ce=180,De=40,lt=22,ce=8;function Gi(e){let[t,n]=T(0);return Z(()=>{if(!e.current)return;let o=new ResizeObserver(([a])=>a&&n(a.contentRect.width));return o.observe(e.current),()=>o.disconnect()},[]),t}function Yi(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return(t===1?[2,4,6,8,10]:[1,1.2,1.6,2,2.4,3,4,5,6,8,10]).map(o=>Math.round(o*t)).find(o=>o>=e)??e}function Ki(e,t){if(t==="month")return R(e,"month");let n=R(e,"clock");return t==="day"||n==="00:00"?R(e,"day").slice(5):n}var Co=e=>e.reduce((t,n)=>t+(n??0),0);function No({values:e,unknown:t},n){return t??e[n]?.toLocaleString("en")??"not covered"}function Ne({label:e,series:t,bars:n,interval:o,onZoom:a}){let s=se(null),r=Gi(s),[l,c]=T(-1),[p,u]=T(null),m=Yi(Math.max(...n.map(({values:x})=>Co(x)),1)),f=Math.max(r-De,1)/Math.max(n.length,1),d=x=>ce+(Ce-ce-lt)*(1-x/m),_=o==="hour"?"minute":o==="month"?"month":"day",y=x=>{let C=x.clientX-x.currentTarget.getBoundingClientRect().left-De;return Math.max(0,Math.min(n.length-1,Math.floor(C/f)))},b=(x,C)=>{let[D,W]=[n[Math.min(x,C)],n[Math.max(x,C)]];D&&W&&a?.(D.start,W.end)},S=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),h=n[l],[P,E]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return i`<figure class="chart" ref=${s}>
    <figcaption>
      <span class="when">${h?R(h.start,_):e}${h&&!h.covered?", before the log: at least":""}</span>
      ${t.map((x,C)=>i`<span key=${x} class="key"><i class=${`s${C}`}></i>${x}
        <b>${h?No(h,C):(n.some(({unknown:D})=>D)?"≥ ":"")+Co(n.map(({values:D})=>D[C]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ce}
      class=${a?"zooms":""}
      onPointerMove=${x=>{c(y(x)),p&&u([p[0],y(x)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${x=>{a&&(x.currentTarget.setPointerCapture(x.pointerId),u([y(x),y(x)]))}}
      onPointerCancel=${()=>u(null)}
      onPointerUp=${()=>{p&&b(...p),u(null)}}>
      ${[0,m/2,m].map(x=>i`<g key=${x}>
        <line class="grid" x1=${De} x2=${r} y1=${d(x)} y2=${d(x)} />
        ${Number.isInteger(x)&&i`<text x=${De-8} y=${d(x)+4} text-anchor="end">
          ${x.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((x,C)=>{let D=De+C*f,W=0;return i`<g key=${x.start} class=${x.covered?"":"uncovered"}>
          ${!x.covered&&i`<rect class="gap" x=${D} y=${ce} width=${f} height=${Ce-ce-lt} />`}
          ${x.unknown&&i`<rect class="unknown" x=${D+f*.12} y=${ce+1} width=${f*.76}
            height=${Ce-ce-lt-1} />`}
          ${x.values.map(($e,X)=>$e?(W+=$e,i`<rect key=${X} class=${`s${X}`} x=${D+f*.12} width=${f*.76} y=${d(W)}
              height=${Math.max(1,d(W-$e)-d(W))} />`):null)}
          ${C%S===0&&i`<text x=${D+f/2} y=${Ce-6}
            text-anchor=${C===0&&f<36?"start":"middle"}>${Ki(x.start,_)}</text>`}
          ${C===l&&i`<rect class="hover" x=${D} y=${ce} width=${f}
            height=${Ce-ce-lt} />`}
        </g>`})}
      ${p&&i`<rect class="selection" x=${De+P*f} width=${(E-P+1)*f} y=${ce}
        height=${Ce-ce-lt} />`}
    </svg>
    <${Zi} ...${{label:e,series:t,bars:n,to:_,zoom:a&&b}} />
  </figure>`}function Zi({label:e,series:t,bars:n,to:o,zoom:a}){let[s,r]=T(!1),l=n.some(({covered:c})=>!c);return i`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${s&&i`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${Y()}</th>
        ${t.map(c=>i`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>i`<tr key=${c.start}>
        <th scope="row">${a?i`<button type="button" class="value" title="Zoom to it" onClick=${()=>a(p,p)}>
            ${R(c.start,o)}</button>`:R(c.start,o)}</th>
        ${c.values.map((u,m)=>i`<td class="number">
          ${u!==null&&!c.covered&&!c.unknown?"≥ ":""}${No(c,m)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${l&&i`<p class="faint">Shaded: before the log began. Of that time it holds only events that were
    delivered later.</p>`}`}var Tn=["signed_in","sign_in_pending"],Io=["signed_out","session_revoked"],Ue=["impersonation_started","agent_session_started"],ct=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Ji=new Set([...Ue,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),H=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml|api)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},jt=e=>Ji.has(e)?"warn":Tn.includes(e)?"good":"plain",Po={object:"The event holds the whole object.",snapshot:"The event holds a copy of the object.",deletion:"The event reports the deletion.",mention:"The event names the object only."},Ro={timestamp:"the event",updated_at:"the last change of its object",created_at:"the creation of its object",event_id:"the id of the event",svix_timestamp:"the delivery",at:"Gatelog",day:"Gatelog: the day only"},Lo={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from what sent the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var ut=[{name:"Sign-ins",values:Tn},{name:"Sign-outs",values:Io},{name:"Security and impersonation",values:[...ct,...Ue]},{name:"Other",values:null}];function On({counts:e,other:t,covered:n},{values:o},a){if(!e)return null;let s=new Set(a.flatMap(c=>c.values??[])),l=(o??Object.keys(e).filter(c=>!s.has(c))).reduce((c,p)=>c+(e[p]??0),o?0:t??0);return l===0&&!n?null:l}var je=(e,t)=>e.map(n=>({...n,values:t.map(o=>On(n,o,t))}));function qt(e){let{since:t,until:n,interval:o}=Me(e);return{since:t,until:n,interval:o,time_zone:Y()}}var An="system",Mo=5;function zo(e,t){let n=e.get("source")===An?[]:["source","instance_id"],o=t.filter(a=>e.has(a)&&!n.includes(a));for(let a of["action","country","browser"]){let s=e.getAll(a);if(o.length!==1||o[0]!==a||s.some(p=>p.startsWith("!")))continue;let r=s.slice(0,Mo).map(p=>({name:a==="action"?H(p):p,values:[p]})),l=s.slice(Mo),c=l.length>0?[...r,{name:"further values",values:l}]:r;return{by:a,groups:c,counted:!1}}return o.length===0?{by:"action",groups:ut,counted:!1}:{by:"action",groups:[{name:"Matching events",values:null}],counted:!0}}var Xi=31,Qi=2,ea=3,ta=5,na=1e3;function Do(e){let t=Math.max(1,Math.ceil(e.length/Xi)),n=e.filter((o,a)=>a%t===0);return{size:t,buckets:n.map((o,a)=>{let s=e.slice(a*t,(a+1)*t);return{...o,end:s.at(-1)?.end??o.end,covered:s.every(({covered:r})=>r)}})}}var oa=(e,t)=>new Promise(n=>{let o=setTimeout(n,e);t.addEventListener("abort",()=>clearTimeout(o))}),ia=/^count: .* more than (\d+) rows/;async function aa(e,t){for(let n=1;;n+=1)try{let{page:o,notes:a}=(await ae(e,{signal:t})).body;if(o.count!==void 0)return{all:o.count};let s=a?.map(r=>ia.exec(r)?.[1]).find(Boolean);return s?{least:Number(s)}:{}}catch(o){if(!(o instanceof we)||o.status!==503||n===ta)throw o;await oa(na,t)}}function Uo(e,t){let n=t.map(({start:p,end:u})=>j("/v1/activity",{...e,since:p,until:u,count:"exact",limit:1})),o=n.join(`
`),[a,s]=T({to:"",counts:[]});Z(()=>{if(n.length===0)return;let p=new AbortController,u=gn(n),m=[],f=[...n.keys()],d=0,_=async()=>{for(let y=f.pop();y!==void 0&&!p.signal.aborted;y=f.pop()){let b,S=d>=ea?{}:await aa(n[y]??"",p.signal).catch(h=>(b=h,{}));if(p.signal.aborted)return;m[y]=S,S.all===void 0&&(d+=1),s(h=>({to:o,counts:[...m],error:b??(h.to===o?h.error:void 0)}))}};for(let y=0;y<Qi;y+=1)_();return()=>{p.abort(),u()}},[o]);let{to:r,counts:l,error:c}=a;return{counts:n.map((p,u)=>r===o?l[u]:void 0),error:r===o?c:void 0}}function sa({filter:e,value:t}){let n=v.value.params.getAll(e.name),o=e.several&&t.startsWith("!"),a=o?t.slice(1):t,s=r=>M({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return i`<li class=${o?"chip excluded":"chip"}>
    <span>${e.label} ${o?"is not":"is"}</span>
    <b><${$}>${e.kind==="time"?R(a,"minute"):a}<//></b>
    ${e.several&&i`<a href=${s(o?a:`!${a}`)} title="Turn around"
      aria-label=${`${e.label} ${a}: ${o?"show only":"leave out"}`}>${o?"=":"≠"}</a>`}
    <a href=${s(null)} aria-label=${`Remove ${e.label} ${a}`} title="Remove">×</a>
  </li>`}function ra({filters:e}){let[t,n]=T(e[0]?.name??""),o=e.find(l=>l.name===t)??e[0];if(!o)return null;let a=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),u=o.kind==="time"?re(p):p;if(!u)return;let m=o.several?v.value.params.getAll(t).filter(f=>f!==u):[];V({[t]:[...m,c.get("not")==="1"?`!${u}`:u]}),l.currentTarget.reset()},{kind:s}=o,r=`values-of-${t}`;return i`<form class="add" onSubmit=${a} aria-label="Add a filter">
    <select aria-label="Filter" value=${t}
      onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>i`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${o.several&&i`<select name="not" aria-label="Relation">
      <option value="">is</option><option value="1">is not</option></select>`}
    ${typeof s=="string"?i`<input key=${t} name="value" aria-label="Value" type=${s==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${s==="time"?"":"value"} />`:s.length>12?i`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${s.map(l=>i`<option value=${l} />`)}</datalist>`:i`<select key=${t} name="value" aria-label="Value">${s.map(l=>i`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function la({name:e,label:t}){return i`<form class="search" role="search" onSubmit=${o=>{o.preventDefault(),V({[e]:String(new FormData(o.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${v.value.params.get(e)}
      defaultValue=${v.value.params.get(e)??""} aria-label=${t}
      placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function qe({filters:e,search:t}){let{params:n}=v.value,o=e.flatMap(s=>n.getAll(s.name).map(r=>({filter:s,value:r}))),a=Object.fromEntries(e.map(({name:s})=>[s,null]));return i`<div class="filters">
    ${t&&i`<${la} name="q" label=${t} />`}
    <${ra} filters=${e.filter(({name:s})=>s!=="q")} />
    ${o.length>0&&i`<ul class="chips" aria-label="Filters that are set">
      ${o.map(({filter:s,value:r})=>i`<${sa} key=${s.name+r} filter=${s} value=${r} />`)}
      ${o.length>1&&i`<li><a href=${M(a)}>Remove all</a></li>`}
    </ul>`}
  </div>`}var En=({value:e})=>i`<div class="segments">${Object.entries(zt).map(([t,[n]])=>i`<a key=${t} class=${e===t?"on":""} aria-current=${e===t}
    href=${M({last:t,since:null,until:null})}>${n}</a>`)}</div>`;function Ft(){let{since:e,until:t,last:n}=Me(v.value),o=a=>i`<label>${a==="since"?"From":"Until"}
    <input type="datetime-local" value=${_e({since:e,until:t??null}[a])}
      onChange=${s=>V({since:e,until:t,[a]:re(s.currentTarget.value),last:null})} /></label>`;return i`<div class="range" role="group" aria-label=${`Range of time, ${Y()}`}>
    <${En} value=${n} />
    ${o("since")} ${o("until")}
  </div>`}function ca(e,t){let n=document.createElement("a");n.href=URL.createObjectURL(e),n.download=t,n.click(),setTimeout(()=>URL.revokeObjectURL(n.href),6e4)}async function ua(e,t){let{body:n,headers:o}=await ae(e,{},l=>l.blob()),a=o.get("gatelog-export-id")??"",s=o.get("content-disposition")?.match(/filename="([^"]+)"/)?.[1]??a;ca(n,s);let r=await ae(j("/v1/exports/{export_id}/reviews",{},{export_id:a}),{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify(t)});return{...r.body,file:s,at:new Date(r.headers.get("date")??Date.now()).toISOString()}}function Bt({path:e,query:t}){let[n,o]=T(null),[a,s]=T(""),[r,l]=T(!1);return ie("reviews:write")?i`<details class="drop sign-off"><summary>Sign off</summary><form onSubmit=${async p=>{p.preventDefault();let u=p.currentTarget,[m,f,d]=["reviewed_by","note","format"].map(_=>String(new FormData(u).get(_)??"").trim());l(!0),s("");try{let _={reviewed_by:m??"",...f?{note:f}:{}};o(await ua(j(e,{...t,format:d}),_)),u.closest("details")?.removeAttribute("open")}catch(_){s(`Nothing was signed off. ${_.message}`)}l(!1)}}>
      <p class="faint">Saves the whole list as a file, and records in the log that you read it.</p>
      <label>Your name <input name="reviewed_by" required maxlength="128" autocomplete="name" /></label>
      <label>Note (optional) <input name="note" maxlength="1000" autocomplete="off" /></label>
      <label>File <select name="format"><option value="csv">CSV</option><option value="ndjson">NDJSON</option></select>
        </label>
      ${a&&i`<p class="error" role="alert"><${te}>${a}<//></p>`}
      <button type="submit" class="primary" disabled=${r}>${r?"Exporting…":"Export and sign off"}</button>
    </form></details>
    ${n&&i`<div class="note signed" role="status"><p><b>Signed off by <${$}>${n.reviewed_by}<//></b>
      ${" "}at <${g} at=${n.at} />, position ${n.position} of the log.
      ${n.note&&i` Note: <${$}>${n.note}<//>`}</p>
      <p>File <${$}>${n.file}<//>, SHA-256 <code class="id">${n.sha256}</code>
        ${" "}<${le} text=${n.sha256} quiet /></p></div>`}`:null}var da=50,pa=20,jo=new Map;function qo(e,t){let n=t.filter(({hidden:a})=>!a).map(({name:a})=>a).join(","),o=jo.get(e)??Mt(`columns${e}`,n);return jo.set(e,o),o}function fa({path:e,columns:t}){let n=qo(e,t),o=new Set(n.value.split(",")),a=s=>{o.delete(s)||o.add(s),n.value=t.map(r=>r.name).filter(r=>o.has(r)).join(",")};return i`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:s,label:r})=>i`<label key=${s}><input type="checkbox" checked=${o.has(s)}
      onChange=${()=>a(s)} /> ${r}</label>`)}
  </div></details>`}var Cn=({path:e,query:t})=>i`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>i` <a key=${n} download href=${j(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function Fe({columns:e,path:t,rows:n,id:o,caption:a,mark:s}){let r=new Set(qo(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return i`<div class="scroll" tabindex="0" role="region" aria-label=${a}><table class="rows">
    <caption class="hidden">${a}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>i`<th key=${c} scope="col" class=${`c-${c}`}>${p}</th>`)}</tr></thead>
    <tbody>${n.map(c=>i`<tr key=${o(c)} class=${s?.(c)??""}>
      ${l.map(({name:p,label:u,cell:m,wide:f,lead:d})=>i`<td key=${p} data-label=${u}
        class=${`c-${p} ${f?"wide":d?"lead":""}`}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function ne(e){let{path:t,query:n,columns:o,id:a,caption:s,mark:r,tools:l,limit:c}=e,{before:p=[],revised:u=[],part:m="",paged:f=!0}=e,{params:d}=v.value,[_,y]=[`${m}after`,`${m}before`],b={after:d.get(_),before:d.get(y)},[S,h]=T(void 0),P={limit:c??(m?pa:da),...b,count:S},E=Te(j(t,f?{...n,...P}:n));return i`<div class="list">
    <div class="bar">${l?.(E)}
      <span class="spring"></span>
      ${E.data?.page?.count!==void 0?i`<span class="count">
        ${E.data.page.count.toLocaleString("en")} rows</span>`:f&&i`<button type="button" onClick=${()=>h("exact")}>Count</button>`}
      <${Cn} path=${t} query=${n} />
      <${Bt} key=${j(t,n)} path=${t} query=${n} /><${fa} path=${t} columns=${o} />
    </div>
    <${A} answer=${E}>${({data:x,page:C,notes:D})=>{let W=new Set(x.map(a)),$e=new Map(u.map(B=>[a(B),B])),X=[...p.filter(B=>!W.has(a(B))),...x].map(B=>$e.get(a(B))??B);return i`
        ${X.length===0&&!C?.incomplete?i`<${Ut} notes=${D} />`:i`
          ${D?.map(B=>i`<p class="note" key=${B}><${te}>${B}<//></p>`)}
          <${Fe} columns=${o} path=${t} rows=${X} id=${a} caption=${s} mark=${r} />`}
        ${C?.has_more&&i`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${C&&i`<nav class="pages" aria-label="Pages">
          ${C.prev&&(b.after||b.before)&&i`<a rel="prev" href=${M({[y]:C.prev,[_]:null})}>← Previous</a>`}
          ${C.next&&(C.has_more||b.before)&&i`<a rel="next" href=${M({[_]:C.next,[y]:null})}>
            ${C.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var ue=e=>e?i`<${$}>${e}<//>`:i`<${ze} />`,Be=(e,t,n)=>t?i`<a href=${k(n,t)} title=${t}><${$}>${e}<//></a>`:ue(e),dt=e=>[e.city,e.country].filter(Boolean).join(", "),pt=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),Ve=e=>e.ended_at?i`<${g} at=${e.ended_at} to="minute" /> <span class="faint more"><${$}>
    ${H(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:i`<span class="faint">open</span>`;function ma({impersonated:e,impersonator_id:t}){if(!e)return i`<span class="faint none">the user</span>`;let n=t&&i`<span class="more">by <a class="short" href=${k("users",t)} title=${t}><${$}>${t}<//>
    </a></span>`;return i`<${N} tone="warn">Impersonated<//> ${n}`}var Nn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,In=e=>i`
  ${e.deleted_at&&i`<${N} tone="warn">Deleted<//>`} ${e.banned&&i`<${N} tone="warn">Banned<//>`}
  ${e.locked&&i`<${N} tone="warn">Locked<//>`} ${e.deprovisioned&&i`<${N} tone="warn">Deprovisioned<//>`}`;function _a(e){return v.value.page==="activity"&&!v.value.id?M({row:e.svix_id}):k("activity",e.svix_id,{source:e.source==="system"?"system":null})}var Fo=[{name:"occurred_at",label:"Time",cell:e=>i`<${g} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>i`<span class=${`badge ${jt(t)}`} key=${t}>
      <${ee} name="action" value=${t}>${H(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>i`<a class="row-link" href=${_a(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${$}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>i`<${ee} name="user_id" value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>i`<${ee} name="actor_id" value=${e.actor.id} title=${e.actor.name??void 0}>
      ${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>i`<${ee} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>i`<${ee} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>i`<${ee} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>i`<${ee} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>i`<${ee} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>i`<${ee} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>i`<${ee} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>i`<${g} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Bo=[{name:"started_at",label:"Started",cell:e=>i`<a href=${k("sessions",e.session_id)}><${g} at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",lead:!0,cell:e=>Be(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acted by",cell:ma},{name:"status",label:"Status",cell:e=>i`<${ee} name="status" value=${e.status}>${H(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:Ve},{name:"duration",label:"Duration",cell:e=>ue(e.duration_ms==null?null:rt(e.duration_ms))},{name:"ip",label:"Address",cell:e=>ue(e.ip)},{name:"country",label:"Place",cell:e=>i`<${ee} name="country" value=${e.country}>${dt(e)}<//>`},{name:"browser",label:"Device",cell:e=>i`<${ee} name="browser" value=${e.browser}>${pt(e)}<//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>i`<${g} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>i`<${q} id=${e.session_id} page="sessions" />`}],Vo=[{name:"name",label:"Name",lead:!0,cell:e=>i`${Be(Nn(e),e.user_id,"users")} ${In(e)}`},{name:"email",label:"E-mail",cell:e=>i`${ue(e.primary_email)}
      ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>i`<span class="faint">formerly <${$}>
        ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>i`<${g} at=${e.last_sign_in_at} to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>i`<${g} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>i`<${q} id=${e.user_id} page="users" />`}],Ho=[{name:"name",label:"Name",lead:!0,cell:e=>[Be(e.name??e.organization_id,e.organization_id,"organizations"),e.deleted_at&&i` <${N} tone="warn">Deleted<//>`]},{name:"slug",label:"Slug",cell:e=>ue(e.slug)},{name:"created_at",label:"Created",cell:e=>i`<${g} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>i`<${q} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>i`<${q} id=${e.organization_id} page="organizations" />`}],Wo=[{name:"user",label:"Member",lead:!0,cell:e=>Be(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>ue(e.user_email)},{name:"organization",label:"Organization",hidden:!0,cell:e=>Be(e.organization_name??"",e.organization_id,"organizations")},{name:"role",label:"Role",cell:e=>ue(e.roles?.join(", ")||e.role_name||e.role)},{name:"started_at",label:"Since",cell:e=>i`<${g} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:Ve}],Go=[{name:"email",label:"Invited",lead:!0,cell:e=>ue(e.email)},{name:"status",label:"Status",cell:e=>i`${H(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>ue(e.role_name??e.role)},{name:"inviter",label:"By",cell:e=>Be(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>i`<${g} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>i`<${g} at=${e.settled_at} to="minute" />`}],Yo=[{name:"name",label:"Name",lead:!0,cell:e=>i`<${$}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>ue(e.owner)},{name:"status",label:"Status",cell:e=>i`<${N} tone=${e.status==="valid"?"good":"warn"}>${H(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>i`<${g} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?i`<${g} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>i`<${q} id=${e.key_id} />`}];var ft=["true","false"],mt=(e,t)=>t,$a=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Ko=[{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0}],ha=mt("/v1/activity",[{name:"action",label:"Action",kind:$a,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Ko,{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),va=["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"],G={"/v1/activity":{title:"Activity",columns:Fo,id:e=>`${e.source}/${e.svix_id}`,filters:ha,search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Bo,id:e=>`${e.source}/${e.session_id}`,search:"People and organizations, by name or id",filters:mt("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:ft},{name:"agent",label:"Agent",kind:ft},{name:"status",label:"Status",kind:va,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"impersonator_id",label:"Impersonator",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Ko])},"/v1/users":{title:"Users",columns:Vo,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:mt("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:ft},{name:"banned",label:"Banned",kind:ft},{name:"never_signed_in",label:"Never signed in",kind:ft},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Ho,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:mt("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Wo,id:e=>`${e.source}/${e.membership_id}`,filters:mt("/v1/memberships",[{name:"role",label:"Role",kind:"text",several:!0},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Go,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:Yo,id:e=>e.key_id,filters:[],paged:!1}},Pn=e=>G[e];var ga=500,ya=["until","since","received_since","received_until"];function Zo(e,t){let[n,o]=T([]),[a,s]=T([]),[r,l]=T(""),c=se(""),p=j("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([u])=>!ya.includes(u))));return Z(()=>{c.current="",o([]),s([])},[p]),Z(()=>{if(!t)return l("");let u=c.current&&`${p.includes("?")?"&":"?"}after=${encodeURIComponent(c.current)}`,m=new EventSource(p+u);l("connecting");let f=d=>{if(d.lastEventId&&(c.current=d.lastEventId),l("live"),d.type==="heartbeat")return;let _=JSON.parse(d.data);(d.type==="revision"?s:o)(b=>[_,...b.filter(({svix_id:S})=>S!==_.svix_id)].slice(0,ga))};for(let d of["message","revision","heartbeat"])m.addEventListener(d,f);return m.addEventListener("closed",d=>l(JSON.parse(d.data).detail)),m.addEventListener("error",()=>{if(m.readyState!==EventSource.CLOSED)return l("connecting");l("The stream was refused. Remove a filter, or pause and start it again."),at()}),()=>m.close()},[p,t]),{rows:n,revised:a,state:r}}var Rn=()=>{let e=v.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null};function Vt(e){let t=Rn();return t===null?"":e.position>t?"late":e.revision>t?"revised":""}function He({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:v.value.params.get("row")};return i`<${le} label="Copy permalink" text=${location.origin+location.pathname+M(n)} />`}var Jo=20;function Ht({query:e}){let t=Rn(),n=w("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:Jo});if(t===null||!n.data)return null;let o=n.data.data.filter(s=>s.position>t),a=n.data.data.filter(s=>Vt(s)==="revised");return o.length+a.length===0?i`<p class="note" role="status">This link was made at position ${t}. Nothing was recorded since
      that belongs here.</p>`:i`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> What belongs here and was recorded since: ${o.length}
      ${o.length===Jo&&" or more"}. What a late event revised: ${a.length}.</p>
    <ul>${[...o,...a].slice(0,5).map(s=>i`<li key=${s.svix_id}><${g} at=${s.occurred_at} />
      <a href=${k("activity",s.svix_id)}><${$}>${s.summary}<//></a></li>`)}</ul>
  </div>`}function Xo({row:e}){return Vt(e)!=="revised"?null:i`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${Rn()}): an event that
    happened just before it arrived late, at position ${e.revision}. Its actions and changes are compared with
    that event now.</p>`}var ba=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function _t({value:e}){return e==null?i`<span class="faint">none</span>`:typeof e=="string"&&ba.test(e)?i`<${g} at=${e} />`:Array.isArray(e)?e.length===0?i`<span class="faint">empty</span>`:e.map(t=>i`<div><${_t} value=${t} /></div>`):typeof e=="object"?i`<dl class="object">${Object.entries(e).map(([t,n])=>i`<div key=${t}><dt>${t}</dt><dd><${_t} value=${n} /></dd></div>`)}</dl>`:i`<${$}>${e}<//>`}function Qo(e,t){return[e,t].every(o=>o&&typeof o=="object"&&!Array.isArray(o))?Object.fromEntries(Object.entries(e).filter(([o,a])=>JSON.stringify(a)!==JSON.stringify(t[o]))):e}function Sa({first_seen:e,no_longer_reported:t,reported_again:n}){return e?i`<${N} title="The previous version did not contain the field">not known before<//>`:t?i`<${N} title="The value is unknown from then on">no longer reported<//>`:n?i`<${N} title="The same value as was last reported">reported again<//>`:null}function $t({changes:e,before:t="Before",after:n="After"}){return i`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((o,a)=>i`<tr key=${a}>
      <th scope="row"><${$}>${o.field.replace(/_/g," ")}<//> ${Sa(o)}</th>
      ${o.keys?i`<td colspan="2" data-label="Keys, without their values"><div>
        <${_t} value=${o.keys} /></div></td>`:i`
        <td class="before" data-label=${t}><div><${_t} value=${Qo(o.from,o.to)} /></div></td>
        <td class="after" data-label=${n}><div><${_t} value=${Qo(o.to,o.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var ei=({id:e})=>i`<div class="card">
  <${Ln} id=${e} source=${v.value.params.get("source")} /></div>`;function Ln({id:e,source:t}){let n={source:t??void 0},o=w("/v1/activity/{svix_id}",n,{svix_id:e});return i`<${A} answer=${o}>${a=>i`
    <h2 class="sentence"><${$}>${a.summary}<//></h2>
    <p>${a.actions.map(s=>i`<${N} key=${s} tone=${jt(s)}><${$}>
      ${H(s)}<//><//> `)}
      <${g} at=${a.occurred_at} /> <${He} position=${o.position} times=${{}} /></p>
    <${Xo} row=${a} />
    <${wa} row=${a} />
    ${a.changes.length>0&&i`<h3>What changed</h3><${$t} changes=${a.changes} />`}
    ${a.baseline&&i`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${J} rows=${[["Actor",i`${H(a.actor.kind)} ${a.actor.name&&i`<b><${$}>${a.actor.name}<//></b>`} ${a.actor.id&&i`<${q} id=${a.actor.id} page=${a.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",i`${a.actor.inferred?i`<${N} tone="warn">Inferred<//>`:i`<${N} tone="good">Reported<//>`} ${Lo[a.actor.basis]}`],["User",a.user_id&&i`<${q} id=${a.user_id} page="users" />`],["Session",a.session_id&&i`<${q} id=${a.session_id} page="sessions" />`],["Organization",a.organization_id&&i`<${q} id=${a.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${J} rows=${[["Address",a.ip&&i`<${$}>${a.ip}<//> <${le} text=${a.ip} quiet />`],["All addresses",a.ips.length>1?a.ips.join(", "):null],["Place",[a.city,a.country].filter(Boolean).join(", ")],["Browser",a.browser],["User agent",a.user_agent],["New to the user",Object.entries(a.new_to_user??{}).filter(([,s])=>s).map(([s])=>s).join(", ")]]} />
    <h3>In the log</h3>
    <${J} rows=${[["Position",String(a.position)],["svix-id",i`<${q} id=${a.svix_id} />`],["Type",a.type],["Source",a.source],["Instance",a.instance_id],["Received",i`<${g} at=${a.received_at} />`],["Time is from",Ro[a.occurred_basis]],["Revised at position",a.revision>a.position?String(a.revision):null]]} />
    <${Ae} scope="events:read"><${xa} id=${a.svix_id} query=${n} /><//>`}<//>`}function xa({id:e,query:t}){let[n,o]=T(!1),a={svix_id:e},s=w("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},a);return i`<${A} answer=${s}>${r=>i`
    <${J} rows=${[["Came by",r.via],["Commitment",i`<code class="id"><${$}>${r.commitment}<//></code> <${le} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${ie("events:body")?i`
        ${r.payload_redacted&&i`<button type="button" onClick=${()=>o(!0)}>Show all of it</button> `}
        <a download href=${j("/v1/events/{svix_id}/payload",t,a)}>Download as it was sent</a>`:r.payload_redacted&&i`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?i`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:i`<${ka} value=${r.payload} />`}`}<//>`}var ka=({value:e})=>i`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>i`<${$}>${t}<//>${`
`}`)}</pre>`;function wa({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=w("/v1/activity",t&&{...t,until:e.occurred_at}),o=w("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),a=n.data?.data[0],s=o.data?.data.find(({svix_id:c})=>c!==e.svix_id),r=v.value.page==="activity"&&!v.value.id,l=(c,p)=>c&&i`<a title=${c.summary}
    href=${r?M({row:c.svix_id}):k("activity",c.svix_id)}>${p}</a>`;return!a&&!s?null:i`<nav class="neighbours" aria-label="Events of this user">
    ${l(a,"← Previous of this user")} ${l(s,"Next of this user →")}</nav>`}var{columns:Ta,filters:ni,id:Oa,search:Aa,title:Ea}=G["/v1/activity"],ti=[...ni.map(({name:e})=>e),"q"];function oi(){let{params:e}=v.value,t=e.get("row"),n=qt(v.value),o={...Oe(ti),since:n.since,until:n.until},{by:a,groups:s,counted:r}=zo(e,ti),l=e.get("source")===An?[]:["source","instance_id"],c=w("/v1/stats/activity",{...Oe(l),by:a,...n}),p=Zo(o,e.get("live")==="1"&&!n.until),u=!e.has("after")&&!e.has("before"),m=(_,y)=>V({since:_,until:y,last:null}),f=_=>_.svix_id===t?"selected":Vt(_),d=({position:_})=>{let y={since:n.since,until:n.until??new Date().toISOString(),last:null,live:null};return i`<${Na} state=${p.state} ended=${!!n.until} rows=${p.rows} />
      <${He} position=${_} times=${y} />`};return i`<h1>${Ea}</h1>
    <${Ft} /><${qe} filters=${ni} search=${Aa} />
    <${Ht} query=${o} />
    <${I} title="How much happened" tools=${i`<span class="faint">Drag to zoom</span>`}>
      <${A} answer=${c}>${({data:_})=>{let y={interval:n.interval,onZoom:m};return r?i`<${Ca} query=${o} buckets=${c.loading?[]:_} ...${y} />`:i`<${Ne} label=${`Per ${n.interval}`} series=${s.map(({name:b})=>b)}
          bars=${je(_,s)} ...${y} />`}}<//>
    <//>
    <div class=${t?"beside":""}>
      <${I} title="What happened">
        <${ne} path="/v1/activity" query=${o} columns=${Ta} id=${Oa} caption="Activity, newest first"
          before=${u?p.rows:[]} revised=${p.revised} mark=${f} tools=${d} />
      <//>
      ${t&&i`<${Ia} key=${t} id=${t} />`}
    </div>`}function Ca({query:e,buckets:t,interval:n,onZoom:o}){let{size:a,buckets:s}=Do(t),{counts:r,error:l}=Uo(e,s),c=s.map((u,m)=>{let{all:f,least:d}=r[m]??{};if(f!==void 0)return{...u,values:[f===0&&!u.covered?null:f]};let _=r[m]?d?`over ${d.toLocaleString("en")}`:"not counted":"counting";return{...u,values:[d??null],unknown:_}}),p=r.filter(u=>u&&u.all===void 0).length;return i`<div class="answered" aria-busy=${r.includes(void 0)}>
    <${Ne} label=${a===1?`Per ${n}`:`Per ${a} ${n}s`} interval=${n}
      series=${["Matching events"]} bars=${c} onZoom=${o} />
    ${p>0&&i`<p class="note" role="status"><b>${p} of ${c.length} bars are not fully counted</b>,
      those with a dashed outline. ${l?i`<${te}>${l.message}<//>`:`A count may take two seconds,
      and these have too many rows. Choose a shorter time, or add a filter.`}</p>`}
  </div>`}function Na({state:e,ended:t,rows:n}){if(t)return i`<span class="faint">Live without an end of time only</span>`;let o=v.value.params.get("live")==="1";return i`<button type="button" onClick=${()=>V({live:o?null:"1",after:null,before:null})}>
      ${o?"Pause":"Live"}</button>
    ${o&&i`<span class=${e==="live"?"live on":"live"}>
      ${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${o&&n[0]?i`<${$}>${n[0].summary}<//>`:""}</span>`}function Ia({id:e}){let t=se(null);return Z(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),i`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&V({row:null})}>
    <a class="close" href=${M({row:null})} aria-label="Close the event">×</a>
    <${Ln} id=${e} source=${v.value.params.get("source")} />
  </aside>`}function Wt({path:e}){let t=G[e],n=Oe([...t.filters.map(({name:o})=>o),...t.search?["q"]:[]]);return i`<h1>${t.title}</h1>
    <${qe} filters=${t.filters} search=${t.search} />
    <div class="card"><${ne} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var Gt=G["/v1/activity"],ii=6e4,K=()=>v.value.params.get("as_of")??void 0;function Yt(){let e=K();return e&&new Date(Date.parse(e)+1).toISOString()}function We({position:e,query:t,from:n}){let o=K(),a=v.value.opened.getTime();return i`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${_e(o??null)} max=${_e(new Date().toISOString())}
      onChange=${s=>V({as_of:re(s.currentTarget.value)})} /></label>
    ${n&&i`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(n)} max=${a} step=${ii}
      value=${o?Date.parse(o):a} aria-valuetext=${o?R(o,"minute"):"now"}
      onChange=${s=>{let r=Number(s.currentTarget.value);V({as_of:a-r<2*ii?null:new Date(r).toISOString()})}} />`}
    ${o?i`<b>The page shows what was true at ${R(o)}, ${Y()}.</b>
        <a href=${M({as_of:null})}>Now</a>`:i`<span class="faint">now</span>`}
    <${He} position=${e} times=${{as_of:o??new Date().toISOString()}} />
  </div>
  <${Ht} query=${{...t,until:Yt()}} />`}var Ge=({id:e,answer:t,filter:n})=>i`<h1><${$}>${e}<//></h1>
  <div class="card"><${A} answer=${t}>${()=>null}<//>
    <p class="center"><a href=${k("activity",null,{[n]:e,last:"1y"})}>Activity that names it</a></p>
  </div>`;function Ye({query:e,title:t="Activity"}){let n=Gt.filters.map(({name:o})=>o).filter(o=>!(o in e));return i`<${I} title=${t} id="activity">
    <${qe} filters=${Gt.filters.filter(({name:o})=>n.includes(o))} />
    <${ne} path="/v1/activity" part="activity_" query=${{...e,...Oe(n),until:Yt()}}
      columns=${Gt.columns} id=${Gt.id} caption=${`${t}, newest first`} />
  <//>`}var Pa=8;function Ke({path:e,id:t}){let{params:n}=v.value,[o,a]=["versions_after","versions_before"].map(p=>n.get(p)??void 0),s=K(),r=`${e}/history`,c=w(r,{limit:s?1e3:20,after:o,before:a},{user_id:t,session_id:t,organization_id:t});return i`<${I} title="Versions" id="versions">
    <${La} path=${e} id=${t} />
    <${A} answer=${c}>${({data:p,page:u})=>i`
      <ol class="versions">
        ${p.filter(({occurred_at:m})=>!s||m<=s).map(m=>i`<${Ra} key=${m.svix_id} version=${m} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${u.prev&&(o||a)&&i`<a href=${M({versions_before:u.prev,versions_after:null})}>← Newer</a>`}
        ${u.next&&u.has_more&&i`<a href=${M({versions_after:u.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function Ra({version:{changes:e,evidence:t,occurred_at:n,type:o}}){let a=e.length===0?"nothing new":e.length===1?"1 field":`${e.length} fields`;return i`<li><details open=${t==="object"&&e.length<=Pa}>
    <summary><${g} at=${n} /> <b><${$}>${o}<//></b> <span class="faint">${a}</span></summary>
    ${e.length>0&&i`<${$t} changes=${e} />`}
    <p class="faint">${Po[t]}
      ${" "}<a href=${M({as_of:n})}>Show the page as of then</a></p>
  </details></li>`}function La({path:e,id:t}){let{params:n}=v.value,[o,a]=[n.get("from"),n.get("to")],s=`${e}/diff`,l=w(s,o&&a?{from:o,to:a}:null,{user_id:t,session_id:t,organization_id:t});return i`<form class="compare" onSubmit=${p=>{p.preventDefault();let u=new FormData(p.currentTarget);V({from:re(String(u.get("from"))),to:re(String(u.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${_e(o)}
        key=${o} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${_e(a)} key=${a} /></label>
      <button type="submit">Compare</button> ${o&&i`<a href=${M({from:null,to:null})}>Clear</a>`}
    </form>
    <${A} answer=${l}>${p=>i`<div class="diff">
      ${!p.from.known&&i`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${p.changes.length===0?i`<p>Nothing differs between the two.</p>`:i`<${$t} changes=${p.changes} before=${R(p.from.at,"minute")}
          after=${R(p.to.at,"minute")} />`}
    </div>`}<//>`}var ai="/v1/organizations/{organization_id}";function si({title:e,path:t,part:n,query:o}){let{columns:a,id:s}=G[t];return i`<${I} title=${e}><${ne} path=${t} part=${n} query=${o} columns=${a} id=${s}
    caption=${e} /><//>`}function ri({id:e}){let t=K(),n=w(ai,{as_of:t},{organization_id:e});return n.error&&!n.loading&&!K()?i`<${Ge} id=${e} answer=${n} filter="organization_id" />`:i`<${A} answer=${n}>${o=>i`
      <h1><${$}>${o.name??e}<//> ${o.deleted_at&&i`<${N} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${We} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&i`<${I} title="Identity"><div class="columns">
      <${J} rows=${[["Slug",n.data.slug],["Created",i`<${g} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&i`<${q} id=${n.data.created_by} page="users" />`]]} />
      <${J} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&i`<${g} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${si} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${si} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${Ye} query=${{organization_id:e}} />
    <${Ke} path=${ai} id=${e} />`}function Ma(e,t,n){return e?.split(`
`).filter(a=>a.startsWith(`${t}{`)&&a.includes(n))?.reduce((a,s)=>a+Number(s.split(" ").at(-1)),0)}function Kt(){let e=w("/v1/sources",{}),t=w("/v1/projections",ie("metrics:read")?{}:null),n=Te(ie("metrics:read")?"/metrics":null);if(e.error)return i`<${Ee} error=${e.error} retry=${e.reload} />`;let o=e.data?.data??[],a=o.map(m=>m.last_event_at??"").sort().at(-1),s=o.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=o.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=Ma(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=i`<span class="faint">your key may not see it</span>`,u=(m,f,d=!1)=>i`<div class=${d?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return i`<section class="strip" aria-label="How whole the log is"><dl>
    ${u("Last delivery",a?i`<span title=${a}>${wo(a)}</span>`:"none yet")}
    ${u("Views",t.data?l===0?"up to date":`${l} events behind`:p,l>1e3)}
    ${u("Refused deliveries",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${u("Hidden instances",r===0?"none":i`<a href=${k("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${u("Complete since",i`<${g} at=${s} to="minute" />`)}
  </dl>${o.map(({recent:m})=>m?.notice&&i`<p class="note"><${te}>${m.notice}<//></p>`)}
    </section>`}var za=[...Ue,"user_banned","mfa_disabled","session_revoked"],Ze=({label:e,value:t,href:n,note:o,warn:a})=>i`<div class=${a?"figure warn":"figure"}>
  <dt>${n?i`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${o&&i`<dd class="faint">${o}</dd>`}
</div>`,Je=e=>e?.toLocaleString("en");function li(){let e=qt(v.value),{since:t,until:n}=e,o=w("/v1/stats/activity",{by:"action",...e}),a=w("/v1/stats/sessions",e),s=w("/v1/stats/users",{...e,interval:"month"}),r=S=>w("/v1/activity",{new:S,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=S=>o.data?.data.reduce((h,P)=>h+(On(P,{name:"",values:S},[])??0),0),[u,m]=[p(Ue),p(ct)],f=s.data?.data.map(S=>S.signed_in??0)??[],d={since:n?t:null,until:n,last:v.value.params.get("last")},_=w("/v1/activity",{action:za,since:t,until:n,limit:8}),y=ut.slice(0,2),b=(S,h)=>V({since:S,until:h,last:null});return i`<h1>Overview</h1>
    <${Kt} />
    <${Ft} />
    <dl class="figures">
      <${Ze} label="Signed in now" value=${Je(a.data?.active_now)}
        href=${k("sessions",null,{status:"active"})} note="sessions" />
      <${Ze} label="Users who signed in" href=${k("activity",null,{action:"signed_in",...d})}
        value=${s.data&&Je(Math.max(0,...f))}
        note=${f.length>1?"in the busiest month":"distinct"} />
      <${Ze} label="New countries" value=${Je(l)}
        href=${k("activity",null,{new:"country",...d})} note="sign-ins" />
      <${Ze} label="New devices" value=${Je(c)}
        href=${k("activity",null,{new:"device",...d})} note="sign-ins" />
      <${Ze} label="Impersonations" value=${Je(u)} warn=${u}
        href=${k("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions as another user" />
      <${Ze} label="Security changes" value=${Je(m)}
        href=${k("activity",null,{action:ct.slice(0,20),...d})} note="access, factors, roles" />
    </dl>
    <${I} title="Sign-ins and sign-outs" tools=${i`<span class="faint">Drag to zoom</span>`}>
      <${A} answer=${o}>${({data:S})=>i`
        <${Ne} label=${`Per ${e.interval}`} interval=${e.interval}
          series=${y.map(({name:h})=>h)} bars=${je(S,y)} onZoom=${b} />`}<//>
    <//>
    <${I} title="Worth a look" tools=${i`<a href=${k("activity",null,d)}>All activity</a>`}>
      <${A} answer=${_}>${({data:S})=>S.length===0?i`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:i`<ul class="events">${S.map(h=>i`<li key=${h.svix_id}>
          <${g} at=${h.occurred_at} to="minute" />
          <a href=${k("activity",h.svix_id)}><${$}>${h.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var Da=1e3,Zt=["since","until","active_at","as_of","last_sign_in_before"];function ci(){let e=w("/v1/reports",{});return i`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request. The log records every export with its digest.</p>
    <${A} answer=${e}>${({data:t})=>i`<ul class="tiles">${t.map(n=>i`
      <li key=${n.name} class="card"><a href=${k("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${Sn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function ui({id:e}){let t=w("/v1/reports",{});return i`<${A} answer=${t}>${({data:n})=>{let o=n.find(({name:a})=>a===e);return o?i`<${Ua} report=${o} />`:i`<h1>No such report</h1><p><a
      href=${k("reports")}>All reports</a></p>`}}<//>`}function Ua({report:e}){let{params:t,opened:n}=v.value,[o="",a=""]=e.request.split("?"),s=[...e.required,...e.optional],r=Pn(o)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!s.includes(f)),l=[...s,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,d]of new URLSearchParams(a))p[f]=[...p[f]??[],d];for(let f of c)p[f]=t.getAll(f);let u=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let d=new FormData(f.currentTarget);V(Object.fromEntries(l.map(_=>{let y=String(d.get(_)??"").trim();return[_,Zt.includes(_)?re(y):y]})))};return i`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${Sn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>i`<label key=${f}>${H(f)}${e.required.includes(f)?" (required)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Zt.includes(f)?"datetime-local":"text"}
          defaultValue=${Zt.includes(f)?_e(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&i`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${H(f)}: ${Zt.includes(f)?R(t.get(f)??""):t.get(f)}. `)}
      Printed ${R(n)}, ${Y()}, with the key <${$}>${Lt()}<//>. Request: <code>
        ${j(o,p)}</code></p>
    ${u.length>0?i`<p class="note">Fill in ${u.map(f=>`“${H(f)}”`).join(" and ")}
      ${" "}to see the answer.</p>`:o==="/v1/stats/activity"?i`<${qa} query=${{time_zone:Y(),...p}} />`:i`<div class="card"><${ja} path=${o} query=${p} caption=${e.question} /></div>`}`}var di=({path:e,query:t})=>i`<${Cn} path=${e} query=${t} />
  <${Bt} key=${j(e,t)} path=${e} query=${t} />`;function ja({path:e,query:t,caption:n}){let o=Pn(e);return o?i`<${ne} path=${e} query=${t} columns=${o.columns} id=${o.id} limit=${Da}
    caption=${n} paged=${o.paged??!0} />`:i`<div class="bar"><${di} path=${e} query=${t} /></div>`}function qa({query:e}){let t=ut.slice(0,2),n=Te(j("/v1/stats/activity",e)),o=i`<div class="bar"><${di} path="/v1/stats/activity" query=${e} /></div>`;return i`<${I} title="Per day" tools=${o}>
    <${A} answer=${n}>${({data:a})=>i`<${Ne} label="Per day" interval="day"
      series=${t.map(({name:s})=>s)} bars=${je(a,t)} />`}<//><//>`}function Jt({sessions:e,since:t,until:n}){let[o,a]=[Date.parse(t),Date.parse(n)],s=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-o)/Math.max(1,a-o)*100)),r=[0,.25,.5,.75].map(l=>o+l*(a-o));return i`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>i`<text key=${l} x=${`${s(l)}%`} y="12">
          ${R(l,a-o>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=a?l.ended_at:null,p=s(l.started_at),u=s(c??a);return i`<tr key=${l.session_id}>
        <th scope="row"><a href=${k("sessions",l.session_id)}><${$}>${pt(l)||"unknown device"}<//></a>
          <span class="faint"><${$}>${dt(l)}<//></span>
          ${l.impersonated&&i`<${N} tone="warn">Impersonated<//>`}</th>
        <td><${g} at=${l.started_at} to="minute" /><br />
          ${c?Ve(l):i`<span class="faint">${v.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(m=>i`<line key=${m} class="grid" x1=${`${s(m)}%`} x2=${`${s(m)}%`}
            y1="0" y2="22" />`)}
          <rect class=${c?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,u-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&i`<line class="active" x1=${`${s(l.last_active_at)}%`}
            x2=${`${s(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var pi="/v1/sessions/{session_id}";function fi({id:e}){let t=w(pi,{as_of:K()},{session_id:e});return t.error&&!t.loading&&!K()?i`<${Ge} id=${e} answer=${t} filter="session_id" />`:i`
    <${A} answer=${t}>${n=>i`<h1>Session of ${n.user_id?i`<a href=${k("users",n.user_id,{as_of:K()})}><${$}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&i` <${N} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${We} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&i`<${Fa} row=${t.data} />`}
    <${Ye} query=${{session_id:e}} />
    <${Ke} path=${pi} id=${e} />`}function Fa({row:e}){let t=e.ended_at??K()??v.value.opened.toISOString();return i`<${I} title="Details">
    <${Jt} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${J} rows=${[["Status",H(e.status)],["Started",i`<${g} at=${e.started_at} />`],["Completed",i`<${g} at=${e.activated_at} />`],["Last active",i`<${g} at=${e.last_active_at} />`],["Ended",Ve(e)],["Duration",e.duration_ms==null?"open":rt(e.duration_ms)],["Expires unless used",e.expire_at&&i`<${g} at=${e.expire_at} to="minute" />`]]} />
      <${J} rows=${[["Acted by",e.impersonated?i`${H(e.actor_kind??"impersonator")} <${q}
          id=${e.impersonator_id} page="users" />`:"the user"],["Device",pt(e)],["Place",dt(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&i`<a href=${k("organizations",e.organization_id)}><${$}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function mi(){let[e,t]=T(""),[n,o]=T(!1);return i`<main class="sign-in" id="main"><form onSubmit=${async s=>{s.preventDefault();let r=String(new FormData(s.currentTarget).get("key")??"").trim();o(!0),t("");try{await vn(r)}catch(l){t(l.message),o(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&i`<p class="error" role="alert"><${te}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var Ba=1e3,Va=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],Ha=G["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),_i=()=>i`<h1>System</h1>
  <${Kt} />
  <${I} title="Views"><${Ae} scope="metrics:read"><${Ga} /><//><//>
  <${I} title="Sources"><${Ya} /><//>
  <${I} title="Keys"><${Ae} scope="keys:read">
    <${ne} path="/v1/keys" query=${{}} columns=${G["/v1/keys"].columns} id=${G["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${I} title="Who read the log"><${Ae} scope="events:read">
    <${ne} path="/v1/activity" part="readers_" query=${{source:"system",type:Va}} columns=${Ha}
      id=${G["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${I} title="Events that a view could not read"><${Ae} scope="events:read"><${Ka} /><//><//>`,Wa=({row:e})=>i`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function Ga(){let e=w("/v1/projections",{}),[t,n]=T(""),[o,a]=T(null),s=e.data?.data.some(({state:c})=>c==="building")||t!=="";Z(()=>{if(!s)return;let c=setTimeout(()=>{n(""),e.reload()},Ba);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{a(null);try{await ae(j("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){a(p)}},l=[{name:"name",label:"View",cell:c=>i`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>i`<${N}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>i`<${Wa}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>i`<${g}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(ie("admin:rebuild")?i`<button type="button" disabled=${s} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:i`<span class="faint">needs admin:rebuild</span>`)}];return i`${o&&i`<${Ee} error=${o} />`}<${A} answer=${e}>
    ${({data:c})=>i`<${Fe} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function Ya(){let e=w("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>i`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>i`<${g} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>i`<${g} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>i`<${$}>${n.recent?.notice??"nothing"}
      <//>`}];return i`<${A} answer=${e}>${({data:n})=>i`<${Fe}
    path="/sources"
    columns=${t} rows=${n}
    id=${o=>o.source} caption="Sources" />`}<//>`}function Ka(){let e=w("/v1/undecodable",{limit:20});return i`<${A} answer=${e}>${({data:t})=>t.length===0?i`<p class="faint">None: every view read every event.</p>`:i`<ul class="events">${t.map(n=>i`<li key=${n.position}><${g} at=${n.received_at} /> <b>
      <${$}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:o,reason:a})=>i`<span class="faint">${o}: <${$}>${a}<//></span> `)}</li>`)}</ul>`}<//>`}var $i="/v1/users/{user_id}";function hi({id:e}){let t=K(),n=w($i,{as_of:t},{user_id:e});return n.error&&!n.loading&&!K()?i`<${Ge} id=${e} answer=${n} filter="involves" />`:i`
    <${A} answer=${n}>${o=>i`<h1><${$}>${Nn(o)}<//> <${In}
      ...${o} /></h1>`}<//>
    <p><${q} id=${e} /></p>
    <${We} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&i`<${I} title="Identity"><${Za} user=${n.data} /><//>`}
    <${Xa} id=${e} />
    <${Qa} id=${e} />
    <${Ye} query=${{involves:e}} />
    <${Ke} path=${$i} id=${e} />`}function Za({user:e}){let t=(r,l)=>i`<div><${$}>${l}<//> <${N}
    tone=${r.verification==="verified"?"good":"plain"}>${r.verification??"not verified"}<//></div>`,n=(r,l)=>r?.length?r.map(l):null,o=r=>r==null?"not reported":r?"yes":"no",a=n(e.email_addresses,r=>t(r,r.email_address))??n(e.emails,r=>i`<div><${$}>${r}<//></div>`),s=[e.external_accounts,e.saml_accounts,e.enterprise_accounts].flatMap(r=>r??[]);return i`<div class="columns">
    <${J} rows=${[["E-mail",a],["Formerly",n(e.former_emails,r=>i`<div class="former"><${$}>${r}<//></div>`)],["Phone",n(e.phone_numbers,r=>t(r,r.phone_number))],["Wallet",n(e.web3_wallets,r=>t(r,r.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n(s,r=>t(r,[r.provider?.replace(/^oauth_/,""),r.email_address].filter(Boolean).join(" · ")))]]} />
    <${J} rows=${[["Second factor",e.two_factor_enabled?["required",e.totp_enabled&&"authenticator app",e.backup_code_enabled&&"backup codes"].filter(Boolean).join(", "):o(e.two_factor_enabled)],["Passkeys",n(e.passkeys,r=>i`<div><${$}>${r.name??r.id}<//></div>`)],["Password",i`${o(e.password_enabled)} ${e.password_last_updated_at&&i`<span class="faint">set <${g} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",o(e.banned)],["Locked",i`${o(e.locked)} ${e.lockout_expires_at&&i`<span class="faint">until <${g} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",[e.scim_directory_id,e.deprovisioned&&"deprovisioned"].filter(Boolean).join(", ")]]} />
    <${J} rows=${[["Created",i`<${g} at=${e.created_at} to="minute" />`],["Last sign-in",i`<${g} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&i`<${g} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&i`<${g} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&i`<a href=${k("system")}><${g} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}var Ja=G["/v1/memberships"].columns.filter(({name:e})=>!["user","email","ended_at"].includes(e)).map(e=>({...e,hidden:!1}));function Xa({id:e}){let t=K(),n=w("/v1/memberships",{user_id:[e],...t?{active_at:t}:{active:!0}}),o=G["/v1/memberships"];return n.data?.data.length===0?null:i`<${I} title="Organizations">
    <${A} answer=${n}>${({data:a})=>i`<${Fe} path="/memberships-of-a-user" columns=${Ja} rows=${a} id=${o.id}
        caption="Organizations" />`}<//>
  <//>`}function Qa({id:e}){let{params:t,opened:n}=v.value,o=K()??n.toISOString(),a=t.get("last")??"30d",{since:s}=Me({page:"",id:e,params:new URLSearchParams({last:a}),opened:new Date(o)}),r=w("/v1/sessions",{user_id:[e],since:s,until:Yt()??o,limit:50}),l=k("sessions",null,{user_id:e,since:s,until:o});return i`<${I} title="Sessions" tools=${i`<${En} value=${a} />`}>
    <${A} answer=${r}>${({data:c,page:p,notes:u})=>c.length===0?i`<${Ut} title="No session in this time." notes=${u} />`:i`<${Jt} sessions=${c} since=${s} until=${o} />
        ${p.has_more&&i`<p><a href=${l}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Mn={"":{title:"Overview",all:li},activity:{title:"Activity",all:oi,one:ei},users:{title:"Users",all:()=>i`<${Wt} path="/v1/users" />`,one:hi},sessions:{title:"Sessions",all:()=>i`<${Wt} path="/v1/sessions" />`,one:fi},organizations:{title:"Organizations",all:()=>i`<${Wt} path="/v1/organizations" />`,one:ri},reports:{title:"Reports",all:ci,one:ui},system:{title:"System",all:_i}},vi=document.querySelector('link[rel="service-doc"]')?.getAttribute("href"),zn=class extends pe{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?i`<${Ee} error=${t} />`:this.props.children}},gi=({label:e,setting:t,options:n})=>i`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${o=>{t.value=o.currentTarget.value}}>
    ${n.map(([o,a])=>i`<option key=${o} value=${o}>${a}</option>`)}
  </select></label>`,es=[["system","Auto"],["light","Light"],["dark","Dark"]];function ts(){let{page:e,id:t}=v.value,n=Object.hasOwn(Mn,e)?Mn[e]:void 0;return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,i`<a class="skip" href="#main" onClick=${o=>{o.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Mn).map(([o,{title:a}])=>i`<a key=${o} href=${k(o)} aria-current=${o===e?"page":null}>${a}</a>`)}</nav>
      <div class="tools">
        <${gi} label="Time zone" setting=${st} options=${[["local",bn],["utc","UTC"]]} />
        <${gi} label="Theme" setting=${yn} options=${es} />
        <span class="who" title="The key of this session">Key <${$}>${Lt()}<//></span>
        <button type="button" onClick=${()=>go()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${zn} key=${`${e}/${t}`}>
      ${n?t&&n.one?i`<${n.one} id=${t} />`:i`<${n.all} />`:i`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${Eo} /><p class="faint">All times are in ${Y()}.
      ${vi&&i` <a href=${vi}>Documentation of the API</a>`}</p></footer>
    <${Oo} />`}function ns(){return me.value===void 0?i`<main id="main"><${xn} /></main>`:me.value===null?i`<${mi} />`:i`<${ts} />`}yn.subscribe(e=>{document.documentElement.dataset.theme=e});ln(i`<${ns} />`,document.body);var{page:yi,params:os}=v.value;yi==="sign-in"&&location.replace("#/");at(yi==="sign-in"?os.get("link"):null);
