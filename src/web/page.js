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
var Un=function(e,t,n,o){var a;t[0]=0;for(var s=1;s<t.length;s++){var r=t[s++],l=t[s]?(t[0]|=r?1:2,n[t[s++]]):t[++s];r===3?o[0]=l:r===4?o[1]=Object.assign(o[1]||{},l):r===5?(o[1]=o[1]||{})[t[++s]]=l:r===6?o[1][t[++s]]+=l+"":r?(a=e.apply(l,Un(e,l,n,["",null])),o.push(a),l[0]?t[0]|=2:(t[s-2]=0,t[s]=a)):o.push(l)}return o},Ln=new Map;function Dn(e){var t=Ln.get(this);return t||(t=new Map,Ln.set(this,t)),(t=Un(this,t.get(e)||(t.set(e,t=(function(n){for(var o,a,s=1,r="",l="",c=[0],p=function(f){s===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):s===3&&(f||r)?(c.push(3,f,r),s=2):s===2&&r==="..."&&f?c.push(4,f,0):s===2&&r&&!f?c.push(5,0,!0,r):s>=5&&((r||!f&&s===5)&&(c.push(s,0,r,a),s=6),f&&(c.push(s,f,0,a),s=6)),r=""},u=0;u<n.length;u++){u&&(s===1&&p(),p(u));for(var m=0;m<n[u].length;m++)o=n[u][m],s===1?o==="<"?(p(),c=[c],s=3):r+=o:s===4?r==="--"&&o===">"?(s=1,r=""):r=o+r[0]:l?o===l?l="":r+=o:o==='"'||o==="'"?l=o:o===">"?(p(),s=1):s&&(o==="="?(s=5,a=r,r=""):o==="/"&&(s<5||n[u][m+1]===">")?(p(),s===3&&(c=c[0]),s=c,(c=c[0]).push(2,0,s),s=0):o===" "||o==="	"||o===`
`||o==="\r"?(p(),s=2):r+=o),s===3&&r==="!--"&&(s=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var T,Fn,en,_e,Xt,yt,Bn,vt,Vn,tn,Qt,vi,Qe=Symbol.for("pv"),bt={},xt=[],gi=/^m(i|n|o|s|text|space)$/,nn=Array.isArray,on=xt.slice,be=Object.assign;function ye(e){e&&e.parentNode&&e.remove()}function St(e,t,n){var o,a,s,r={},l=arguments.length;for(s in t)s=="key"?o=t[s]:s=="ref"&&typeof e!="function"?a=t[s]:r[s]=t[s];return l>2&&(r.children=l>3?on.call(arguments,2):n),Xe(e,r,o,a,null)}function Xe(e,t,n,o,a){var s={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Qe,__v:a||++Fn,__i:-1,__u:0};return!a&&T.vnode&&T.vnode(s),s}function xe(e){return e.children}function ue(e,t){this.props=e,this.context=t,this.__g=0}function $e(e,t){if(t==null)return e.__&&$e(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:$e(e)}function yi(e){var t,n=e.__v,o=n.__e,a=[],s=[],r=e.__P;r&&((t=be({constructor:Qe},n)).__v=n.__v+1,T.vnode&&T.vnode(t),an(r,t,n,e.__n,r.namespaceURI,32&n.__u?[o]:null,a,o||$e(n),32&n.__u,s),t.__v=n.__v,t.__.__k[t.__i]=t,Zn(a,t,s),n.__=n.__e=null,t.__e!=o&&Hn(t))}function Hn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Hn(e)}function jn(e){(8&e.__g||(e.__g|=8,_e.push(e),yt++))&&Xt==T.debounceRendering||((Xt=T.debounceRendering)||queueMicrotask)(Wn)}function Wn(){try{for(var e,t=1;_e.length;)_e.length>t&&_e.sort(Bn),e=_e.shift(),t=_e.length,8&e.__g&&yi(e)}finally{(yt=_e.length)&&(Xt||queueMicrotask)(Wn)}}function Gn(e,t,n,o,a,s,r,l,c,p,u){var m,f,d,_,g,x,b=o.__k||xt,v=t.length;for(c=bi(n,t,b,c,v),m=0;m<v;m++)(d=n.__k[m])!=null&&(f=~d.__i&&b[d.__i]||bt,d.__i=m,x=an(e,d,f,a,s,r,l,c,p,u),_=d.__e,(f.ref!=d.ref||8&f.__u)&&(f.ref&&sn(f.ref,null,d,f),d.ref&&u.push(d.ref,d.__c||_,d)),g=g||_,4&d.__u?(c=Yn(d,c,e,!f.__v),f.__e&&(f.__e=null)):typeof d.type=="function"&&x!==void 0?c=x:_&&(c=_.nextSibling),d.__u&=-21);return n.__e=g,c}function bi(e,t,n,o,a){var s,r,l,c,p,u,m,f,d,_=n.length,g=_,x=0,b=0,v=e.__k=Array(a);for(s=0;s<a;s++)(r=t[s])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=v[s]=Xe(null,r):nn(r)?r=v[s]=Xe(xe,{children:r}):r.constructor===Qe&&r.__b?r=v[s]=Xe(r.type,r.props,r.key,r.ref,r.__v):v[s]=r,c=s+x,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=xi(r,n,c,g))&&(g--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?x--:p==c+1?x++:p!=c&&(p>c?x--:x++,b=1)):(~p||(a>_?x--:a<_&&x++),typeof r.type!="function"&&(r.__u|=4))):v[s]=null;if(b){for(u=[],m=[],s=0;s<a;s++)if((r=v[s])&&16&r.__u){for(x=0,f=u.length;x<f;)u[d=x+f>>1]<r.__i?x=d+1:f=d;u[x]=r.__i,m[s]=x+1}for(x=u.length;s--;)m[s]&&(m[s]==x?x--:v[s].__u|=4)}if(g)for(s=0;s<_;s++)!(l=n[s])||2&l.__u||(l.__e==o&&(o=$e(l)),rn(l,l));return o}function Yn(e,t,n,o){var a,s,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(a=e.__k)for(s=0;s<a.length;s++)a[s]&&(a[s].__=e,t=Yn(a[s],t,n,!1));return t}for(t&&!t.parentNode&&(t=$e(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!o&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function xi(e,t,n,o){var a,s=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&s==null||c&&s==l.key&&r==l.type)return n;if(o>(c?1:0)){for(a=n-1;a>=0;a--)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a;for(a=n+1;a<t.length;a++)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a}return-1}function qn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function ht(e,t,n,o,a){var s,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||qn(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||qn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(r=Qt[t]||(Qt[t]=Si(t)),(e.__a||(e.__a={}))[t]=tn,s=t!=(t=t.replace(Vn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,s):e.removeEventListener(t,r,s));else{if(a=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function Si(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[vt]==null)t[vt]=tn++;else if(t[vt]<this.__a[e])return;return n(T.event?T.event(t):t)}}}function an(e,t,n,o,a,s,r,l,c,p){var u,m,f,d,_,g,x,b,v,P,A,S,C,U,H,me,X,F,ce=t.type;if(t.constructor!==Qe)return null;128&n.__u&&(c=32&n.__u,u=n.__c.__z)&&(t.__u|=c,m=s=[],u.nodeType==8?l=gt(u,s):s.push(u),l=s[0]||l),(u=T.__b)&&u(t);e:if(typeof ce=="function"){f=r.length;try{if(b=t.props,v=(u=ce.prototype)&&u.render,P=(u=ce.contextType)&&o[u.__c],A=u?P?P.props.value:u.__:o,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(v?t.__c=d=new ce(b,A):(t.__c=d=new ue(b,A),d.constructor=ce,d.render=wi),P&&P.sub(d),d.state||(d.state={}),d.__n=o,d.__g|=8,d.__h=[],d.__k=[]),v&&(d.__s||(d.__s=d.state),ce.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=be({},d.__s)),be(d.__s,ce.getDerivedStateFromProps(b,d.__s)))),_=d.props,g=d.state,d.__v=t,n.__c){if(b!==_&&v&&!ce.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(b,A),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(b,d.__s,A)===!1){t.__v!=n.__v&&(d.props=b,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ne){ne&&(ne.__=t)}),xt.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=$e(n);break e}d.componentWillUpdate&&d.componentWillUpdate(b,d.__s,A),v&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate(_,g,x)})}else v&&!ce.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),v&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=A,d.props=b,d.__P=e,d.__g&=-5,S=T.__r,C=v?25:0;do d.__g&=-9,S&&S(t),u=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++C<25);v&&(xt.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(o=be({},o,d.getChildContext())),v&&n.__c&&d.getSnapshotBeforeUpdate&&(x=d.getSnapshotBeforeUpdate(_,g)),U=u&&u.type===xe&&u.key==null?u.props.children:u,b.__P&&(u=l,a=(e=b.__P).namespaceURI,c=s=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ne){ne&&rn(ne,ne)}),n.__k=null),l=n.__k?$e(n,0):null),l=Gn(e,nn(U)?U:[U],t,n,o,a,s,r,l,c,p),b.__P&&(t.__e=null,l=u),t.__u&=-161,m&&m.some(ye),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(ne){if(r.length=f,t.__v=null,c||s)if(ne&&ne.then){if(t.__u|=128|c,s){for(~(X=s.indexOf(l||void 0))||(X=s.length);(F=s[X-1])&&F.nodeType==8;)X--;for(;X<s.length;X++)if(F=s[X])if(s[X]=null,H){if(F==me)break}else{if(F.nodeType!=8)break;F.data.startsWith("$s")&&(me=gt(H=F))}}if(!H){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;H=l}(u=gt(H=t.__c.__z||(t.__c.__z=H)))?(t.__e=H,l=u):t.__e=l,l=l&&l.nextSibling}else s&&s.some(ye);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ne&&ne.then||Kn(t),T.__e(ne,t,n)}}else l=t.__e=ki(n.__e,t,n,o,a,s,r,c,p,e);return(u=T.diffed)&&u(t),l}function gt(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Kn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Kn))}function Zn(e,t,n){for(var o=0;o<n.length;)sn(n[o++],n[o++],n[o++]);T.__c&&T.__c(t,e),e.some(function(a){try{e=a.__h,a.__h=[],e.some(function(s){s.call(a)})}catch(s){T.__e(s,a.__v)}})}function ki(e,t,n,o,a,s,r,l,c,p){var u,m,f,d,_,g,x,b,v=n.props||bt,P=t.props,A=t.type;if(A=="svg"?a="http://www.w3.org/2000/svg":A=="math"?a="http://www.w3.org/1998/Math/MathML":a||(a="http://www.w3.org/1999/xhtml"),s){for(u=0;u<s.length;u++)if((_=s[u])&&(A?_.localName==A:_.nodeType==3)){e=_,s[u]=null;break}}if(!e){if(b=p.ownerDocument||document,!A)return b.createTextNode(P);e=b.createElementNS(a,A,P.is?P:p),l&&(T.__m&&T.__m(t,s),l=!1),s=null}if(A){if(p=A=="template"&&e.content||e,s=A=="textarea"&&P.defaultValue!=null?null:s&&on.call(p.childNodes),!l&&s)for(v={},u=0;u<e.attributes.length;u++)v[(_=e.attributes[u]).name]=_.value;for(u in v)_=v[u],u=="dangerouslySetInnerHTML"?f=_:u=="children"||u in P||u=="value"&&"defaultValue"in P||u=="checked"&&"defaultChecked"in P||ht(e,u,null,_,a);for(u in P)_=P[u],u=="children"?d=_:u=="dangerouslySetInnerHTML"?m=_:u=="value"?g=_:u=="checked"?x=_:l&&typeof _!="function"||v[u]===_||ht(e,u,_,v[u],a);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(A=="foreignObject"||a=="http://www.w3.org/1998/Math/MathML"&&gi.test(A))&&(a="http://www.w3.org/1999/xhtml"),Gn(p,nn(d)?d:[d],t,n,o,a,s,r,s?s[0]:n.__k&&$e(n,0),l,c),s&&s.some(ye)),l&&A!="textarea"||(u="value",A=="progress"&&g==null?e.removeAttribute(u):g==null||g===e[u]&&(A!="progress"||g)||ht(e,u,g,v[u],a),u="checked",x!=null&&x!=e[u]&&ht(e,u,x,v[u],a))}else v===P||l&&e.data==P||(e.data=P);return e}function sn(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(a){T.__e(a,n)}}function rn(e,t,n){var o,a,s,r;if(T.unmount&&T.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||sn(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(l){T.__e(l,t)}o.__P=o.__n=null}if(o=e.__k)for(r=0;r<o.length;r++)o[r]&&rn(o[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(a=gt(o,s=[]))&&(o==e.__e&&s.some(ye),ye(a),ye(o)),n||ye(e.__e),e.__e=e.__c=e.__=null}function wi(e,t,n){return this.constructor(e,n)}function ln(e,t){var n,o,a,s;T.__&&T.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=Xe(xe,{children:[e]}),a=[],s=[],an(t,t.__k,o||bt,bt,t.namespaceURI,o?null:t.firstChild?on.call(t.childNodes):null,a,o?o.__e:t.firstChild,n,s),Zn(a,t.__k,s),t.__k.props.children=null}T={__e:function(e,t,n,o){for(var a,s,r;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((r=(s=a.constructor)&&s.getDerivedStateFromError)&&a.setState(s.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,o||{}),r=1),r&&8&a.__g)return void(a.__g|=2)}catch(l){e=l}}throw yt=0,e}},Fn=0,en=function(e){return e!=null&&e.constructor===Qe},ue.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=be({},this.state)),typeof e=="function"&&(e=e(be({},n),this.props)),e&&(be(n,e),this.__v&&(t&&this.__k.push(t),jn(this)))},ue.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),jn(this))},ue.prototype.render=xe,_e=[],yt=0,Bn=function(e,t){return e.__v.__b-t.__v.__b},vt=Symbol(),Vn=/(PointerCapture)$|Capture$/i,tn=0,Qt={},vi=0;var Ne,D,cn,Jn,un=Object.is,kt=0,so=[],dn=[],L=T,Xn=L.__b,Qn=L.__r,eo=L.diffed,to=L.__c,no=L.unmount,oo=L.__;function wt(e,t){L.__h&&L.__h(D,e,kt||t),kt=0;var n=D.__H||(D.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function E(e){return kt=1,Ti(ro,e)}function Ti(e,t,n){var o=wt(Ne++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):ro(void 0,t),function(s){var r=(o.__N||o.__)[0],l=o.t(r,s);un(r,l)||(o.__N=[l,o.__[1]],o.__c.setState({}))}],o.__c=D,!D.__f)){D.__f=!0;var a=D.shouldComponentUpdate;D.shouldComponentUpdate=function(s,r,l){var c=this.__H;if(!c)return!0;var p=!1,u=this.props!=s;if(c.__.some(function(f){f.__N&&(p=!0,un(f.__[0],f.__N[0])||(u=!0))}),a){var m=a.call(this,s,r,l);return p?m||u:m}return!p||u}}return o.__}function K(e,t){var n=wt(Ne++,3);!L.__s&&mn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,D.__H.__h.push(n))}function fn(e,t){var n=wt(Ne++,4);!L.__s&&mn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,D.__h.push(n))}function ie(e){return kt=5,Tt(function(){return{current:e}},[])}function Tt(e,t){var n=wt(Ne++,7);return mn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Oi(){var e;do{for(;e=dn.shift();)try{et(e)}catch(n){L.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=so.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(et),t.__h.some(pn),t.__h=[]}catch(n){t.__h=[],L.__e(n,e.__v)}}}while(dn.length)}L.__b=function(e){D=null,Xn&&Xn(e)},L.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),oo&&oo(e,t)},L.__r=function(e){Qn&&Qn(e),Ne=0;var t=(D=e.__c).__H;t&&(cn==D?D.__h=[]:(t.__h.some(et),t.__h.some(pn),Ne=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),cn=D},L.diffed=function(e){eo&&eo(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&ao(so.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),cn=D=null},L.__c=function(e,t){t.some(function(n){try{n.__h.some(et),n.__h=n.__h.filter(function(o){return!o.__||pn(o)})}catch(o){n.__h=[function(){throw o}]}}),to&&to(e,t)},L.unmount=function(e){no&&no(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(a){try{if(a.__P&&a.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}a.__P=n,ao(dn.push(a))}else et(a)}catch(s){t=s}}),o.__H=void 0,t&&L.__e(t,o.__v))};var io=typeof requestAnimationFrame=="function";function Ai(e){var t,n=function(){clearTimeout(o),io&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);io&&(t=requestAnimationFrame(n))}function ao(e){e!=1&&Jn==L.requestAnimationFrame||((Jn=L.requestAnimationFrame)||Ai)(Oi)}function et(e){var t=D,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),D=t}function pn(e){var t=D;e.__c=e.__(),D=t}function mn(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!un(n,e[o])})}function ro(e,t){return typeof t=="function"?t(e):t}var Ei=Symbol.for("preact-signals");function Ct(){if(de>1)de--;else{var e,t=!1;for((function(){var a=At;for(At=void 0;a!==void 0;){var s=a.S;if(s.v===a.v)for(var r=s.t;r!==void 0;r=r.x)r.i===a.i&&(r.i=s.i);a=a.o}})();nt!==void 0;){var n=nt;for(nt=void 0,Ot++;n!==void 0;){var o=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&co(n))try{n.c()}catch(a){t||(e=a,t=!0)}n=o}}if(Ot=0,de--,t)throw e}}function $n(e){if(de>0)return e();_n=++Ci,de++;try{return e()}finally{Ct()}}var tt,M=void 0;function ot(e){var t=M,n=tt;M=void 0,tt=void 0;try{return e()}finally{M=t,tt=n}}var nt=void 0,de=0,Ot=0,Ci=0,_n=0,At=void 0,Et=0;function lo(e){if(M!==void 0){var t=e.n;if(t===void 0||t.t!==M)return t={i:0,S:e,p:M.s,n:void 0,t:M,e:void 0,x:void 0,r:t},M.s!==void 0&&(M.s.n=t),M.s=t,e.n=t,32&M.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=M.s,t.n=void 0,M.s.n=t,M.s=t),t}}function q(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}q.prototype.brand=Ei;q.prototype.h=function(){return!0};q.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:ot(function(){var o;(o=t.W)==null||o.call(t)}))};q.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,o=e.x;n!==void 0&&(n.x=o,e.e=void 0),o!==void 0&&(o.e=n,e.x=void 0),e===this.t&&(this.t=o,o===void 0&&ot(function(){var a;(a=t.Z)==null||a.call(t)}))}};q.prototype.subscribe=function(e){var t=this;return ke(function(){var n=t.value;ot(function(){return e(n)})},{name:"sub"})};q.prototype.valueOf=function(){return this.value};q.prototype.toString=function(){return this.value+""};q.prototype.toJSON=function(){return this.value};q.prototype.peek=function(){var e=this;return ot(function(){return e.value})};Object.defineProperty(q.prototype,"value",{get:function(){var e=lo(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(Ot>100)throw new Error("Cycle detected");(function(n){de!==0&&Ot===0&&n.l!==_n&&(n.l=_n,At={S:n,v:n.v,i:n.i,o:At})})(this),this.v=e,this.i++,Et++,de++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{Ct()}}}});function Q(e,t){return new q(e,t)}function co(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function uo(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function po(e){for(var t=e.s,n=void 0;t!==void 0;){var o=t.p;t.i===-1?(t.S.U(t),o!==void 0&&(o.n=t.n),t.n!==void 0&&(t.n.p=o)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=o}e.s=n}function Se(e,t){q.call(this,void 0,t),this.x=e,this.s=void 0,this.g=Et-1,this.f=4}Se.prototype=new q;Se.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===Et))return!0;if(this.g=Et,this.f|=1,this.i>0&&!co(this))return this.f&=-2,!0;var e=M;try{uo(this),M=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return M=e,po(this),this.f&=-2,!0};Se.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}q.prototype.S.call(this,e)};Se.prototype.U=function(e){if(this.t!==void 0&&(q.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};Se.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(Se.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=lo(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function It(e,t){return new Se(e,t)}function fo(e){var t=e.j;if(e.j=void 0,typeof t=="function"){de++;var n=M;M=void 0;try{t()}catch(o){throw e.f&=-2,e.f|=8,hn(e),o}finally{M=n,Ct()}}}function hn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,fo(e)}function Ii(e){if(M!==this)throw new Error("Out-of-order effect");po(this),M=e,this.f&=-2;try{8&this.f&&hn(this)}finally{Ct()}}function Pe(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,tt&&tt.push(this)}Pe.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Pe.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,fo(this),uo(this),de++;var e=M;return M=this,Ii.bind(this,e)};Pe.prototype.N=function(){2&this.f||(this.f|=2,this.u=nt,nt=this)};Pe.prototype.d=function(){this.f|=8,1&this.f||hn(this)};Pe.prototype.dispose=function(){this.d()};function ke(e,t){var n=new Pe(e,t);try{n.c()}catch(a){throw n.d(),a}var o=n.d.bind(n);return o[Symbol.dispose]=o,o}var mo,Pt,Nt,Ni=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var _o=[];ke(function(){mo=this.N})();function Re(e,t){T[e]=t.bind(null,T[e]||function(){})}function it(e){if(Nt){var t=Nt;Nt=void 0,t()}Nt=e&&e.S()}function $o(e){var t=this,n=e.data,o=Ri(n);o.name="ReactiveDom",o.value=n;var a=Tt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=It(function(){var d=o.value.value;return d===0?0:d===!0?"":d||""}),u=It(function(){return!Array.isArray(p.value)&&!en(p.value)}),m=ke(function(){if(this.N=ho,u.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[u,p]},[]),s=a[0],r=a[1];return s.value?r.peek():r.value}$o.displayName="ReactiveTextNode";Object.defineProperties(q.prototype,{constructor:{configurable:!0,value:St(xe,null).constructor},type:{configurable:!0,value:$o},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Re("__b",function(e,t){if(it(),Pt=void 0,typeof t.type=="string"){var n,o=t.props;for(var a in o)if(a!=="children"){var s=o[a];s instanceof q&&(n||(t.__np=n={}),n[a]=s,o[a]=s.peek())}}e(t)});Re("__r",function(e,t){if(e(t),t.type!==xe){it();var n,o=t.__c;o&&(o.__$f&=-2,(n=o.__$u)===void 0&&(o.__$u=n=(function(a,s){var r;return ke(function(){r=this},{name:s}),r.c=a,r})((function(a){return function(){var s;Ni&&((s=this.y)==null||s.call(this)),a.__$f|=1,a.setState({})}})(o),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Pt=o,it(n)}});Re("__e",function(e,t,n,o){it(),Pt=void 0,e(t,n,o)});Re("diffed",function(e,t){it(),Pt=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var o=t.__np,a=t.props,s=n.U;if(s)for(var r in s){var l=s[r];l===void 0||o&&r in o||(l.d(),s[r]=void 0)}if(o){s||(s={},n.U=s);for(var c in o){var p=s[c],u=o[c];p===void 0?(p=Pi(n,c,u,a),s[c]=p):p.o(u,a)}}}e(t)});function Pi(e,t,n,o){var a=t in e&&e.ownerSVGElement===void 0,s=Q(n);return{o:function(r,l){s.value=r,o=l},d:ke(function(){this.N=ho;var r=s.value.value;o[t]!==r&&(o[t]=r,a?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Re("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var o=n.U;if(o){n.U=void 0;for(var a in o){var s=o[a];s&&s.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var u=p.__$u;u&&(p.__$u=void 0,u.d())}}e(t)});Re("__h",function(e,t,n,o){o<3&&(t.__$f|=2),e(t,n,o)});ue.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,o=n&&n.s!==void 0;for(var a in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var s=2&this.__$f;if(!(o||s||4&this.__$f)||1&this.__$f)return!0}else if(!(o||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function Ri(e,t){return Tt(function(){return Q(e,t)},[])}var Mi=function(e){queueMicrotask(function(){queueMicrotask(e)})};function zi(){$n(function(){for(var e;e=_o.shift();)mo.call(e)})}function ho(){_o.push(this)===1&&(T.requestAnimationFrame||Mi)(zi)}var i=Dn.bind(St);var Rt="/v1/viewer/session",we=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},ae=Q(void 0),Mt=()=>ae.value?.key_name??ae.value?.key_id,pe=e=>ae.value?.scopes.includes(e)??!1;async function he(e,t,n){let o;try{o=await fetch(e,{credentials:"same-origin",...t})}catch(r){throw r instanceof DOMException&&r.name==="AbortError"?r:new we(0,{detail:"The server cannot be reached. Check the connection, then try again."})}o.status===401&&e!==Rt&&(ae.value=null);let a=o.headers.get("content-type")?.includes("json"),s=n&&o.ok?await n(o).catch(()=>{throw new we(0,{detail:"The answer ended early. Try again."})}):a?await o.json():await o.text();if(!o.ok)throw new we(o.status,a?s:{});return{body:s,headers:o.headers,position:Number(o.headers.get("gatelog-position")??NaN)}}async function at(e){try{if(e)return await vn(e);ae.value=(await he(Rt)).body}catch{ae.value=null}}async function vn(e){ae.value=(await he(Rt,{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function vo(){await he(Rt,{method:"DELETE"}).catch(()=>{}),await at()}function Z(e,t={},n={}){let o=new URLSearchParams;for(let[s,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&o.append(s,String(l));return e.replace(/\{(\w+)\}/g,(s,r)=>encodeURIComponent(n[r]??""))+(o.size?`?${o}`:"")}var Me=Q([]);function gn(e){return Me.value=[...Me.peek(),...e],()=>{let t=[...Me.peek()];for(let n of e)t.splice(t.indexOf(n),1);Me.value=t}}function w(e,t,n){return Te(t&&Z(e,t,n))}function Te(e){let[t,n]=E(0),o=`${e}#${t}`,[a,s]=E({to:"",position:NaN});fn(()=>{if(!e)return;let p=new AbortController,u=gn([e]);return he(e,{signal:p.signal}).then(({body:m,position:f})=>s({to:o,data:m,position:f}),m=>p.signal.aborted||s({to:o,error:m,position:NaN})),()=>{p.abort(),u()}},[o]);let{data:r,error:l,position:c}=e?a:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&a.to!==o,url:e,reload:()=>n(t+1)}}function go(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",o]=e.split("/").map(Li);return{page:n,id:o||null,params:new URLSearchParams(t),opened:new Date}}function Li(e){try{return decodeURIComponent(e)}catch{return e}}var h=Q(go());addEventListener("hashchange",()=>{let e=h.value;h.value=go(),(e.page!==h.value.page||e.id!==h.value.id)&&scrollTo(0,0)});function k(e,t=null,n={}){let o=n instanceof URLSearchParams?n:bo(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${o.size?`?${o}`:""}`}var z=e=>k(h.value.page,h.value.id,bo(h.value.params,e));function B(e){location.hash=z(e)}var yo=["after","before","row","position"],Ui=[...yo,"live"];function bo(e,t){let n=new URLSearchParams(e);Object.keys(t).some(o=>!Ui.includes(o)&&!/_(after|before)$/.test(o))&&yo.forEach(o=>n.delete(o));for(let[o,a]of Object.entries(t)){n.delete(o);for(let s of Array.isArray(a)?a:[a??""])s!==""&&n.append(o,String(s))}return n}function Oe(e){let{params:t}=h.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function zt(e,t){let n=`gatelog.${e}`,o=Q(localStorage.getItem(n)??t);return o.subscribe(a=>localStorage.setItem(n,a)),o}var yn=zt("theme","system"),st=zt("zone","local");var Di=6e4,So=60*Di,ve=24*So,Lt={"24h":["24 hours",ve],"7d":["7 days",7*ve],"30d":["30 days",30*ve],"90d":["90 days",90*ve],"1y":["1 year",365*ve]},bn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",G=()=>st.value==="utc"?"UTC":bn,xo=new Map;function R(e,t="second"){let n=G(),o=xo.get(n);o||(o=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),xo.set(n,o));let a=o.format(new Date(e));return t==="clock"?a.slice(11,16):a.slice(0,{second:19,minute:16,day:10,month:7}[t])}var fe=e=>!e||Number.isNaN(Date.parse(e))?"":R(e,"minute").replace(" ","T"),se=e=>e?new Date(st.value==="utc"?`${e}Z`:e).toISOString():null;function rt(e){let t=[],n=Math.round(e/1e3);for(let[o,a]of[["d",86400],["h",3600],["min",60],["s",1]]){let s=Math.floor(n/a);if(n-=s*a,s>0&&t.length<2)t.push(`${s} ${o}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function ko(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${rt(t).split(" ").slice(0,2).join(" ")} ago`}var ji=e=>se(`${R(e,"day")}T00:00`)??new Date(e).toISOString();function ze({params:e,opened:t}){let n=e.get("since"),o=e.get("until")??void 0,a=o?Date.parse(o):t.getTime(),s=e.get("last")??"7d",r=Lt[s]?.[1]??Lt["7d"][1],l=n?Date.parse(n):a-r,c=a-l,p=c<=3*ve?"hour":c<=100*ve?"day":c<=600*ve?"week":"month";return{since:n??(p==="hour"?new Date(l-l%So).toISOString():ji(l)),until:o,interval:p,last:n||o?null:s}}var qi=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function $({children:e}){let n=[e].flat().map(o=>String(o??"")).join("").split(qi);return i`<bdi>${n.map((o,a)=>a%2===0?o:i`<span class="invisible">\\u{${o.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}function xn({children:e}){return[e].flat().join("").split("`").map((n,o)=>o%2===0?n:i`<code>${n}</code>`)}var Le=()=>i`<span class="faint none">–</span>`;function y({at:e,to:t}){return e?i`<time datetime=${e} title=${`${R(e)} ${G()}
${e}`}>${R(e,t)}</time>`:i`<${Le} />`}function ge({text:e,label:t="Copy",quiet:n=!1}){let[o,a]=E("");return i`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>a("Copied"),()=>a("Not copied")),setTimeout(()=>a(""),2e3)}} title=${e}>
    ${o||t}</button>`}function j({id:e,page:t,params:n}){if(!e)return i`<${Le} />`;let o=i`<code class="id"><${$}>${e}<//></code>`;return i`<span class="nowrap" title=${e}>${t?i`<a href=${k(t,e,n)}>${o}</a>`:o}
    <${ge} text=${e} quiet /></span>`}var I=({tone:e="plain",children:t,title:n})=>i`<span class=${`badge ${e}`} title=${n}>${t}</span>`,N=({title:e,id:t,tools:n,children:o})=>i`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&i`<div class="tools">${n}</div>`}</header>
  ${o}
</section>`,J=({rows:e})=>i`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>i`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?i`<${$}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,Fi=/\d{4}-\d\d-\d\dT[\d:.]+Z/g;function oe({children:e}){let t=[e].flat().join("").replace(Fi,n=>R(n));return i`<${$}>${t.replace(/^[a-z]+(?=[ ,])/,n=>n.charAt(0).toUpperCase()+n.slice(1)).replace(/[^.!?]$/,"$&.")}<//>`}var Ut=({title:e,children:t,tone:n="",busy:o=!1})=>i`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${o}>
    <p class="state-title">${e}</p>${t}
  </div>`,Sn=()=>i`<${Ut} title="Loading…" busy tone="loading" />`,Dt=({notes:e=[],title:t="Nothing matches."})=>i`<${Ut} title=${t}>
  ${e.map(n=>i`<p><${oe}>${n}<//></p>`)}
  ${e.length===0&&i`<p>The log holds nothing of this kind.</p>`}
<//>`,wo=({children:e})=>i`<${Ut} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,Ae=({scope:e,children:t})=>pe(e)?t:i`<${wo}>It needs the scope <code>${e}</code>.<//>`;function Ee({error:e,retry:t}){return e.status===403?i`<${wo}><${oe}>${e.message}<//><//>`:i`<${Ut} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${oe}>${e.message}<//></p>
    ${e.size!==void 0&&i`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&i`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&i`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&i`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function O({answer:e,children:t}){return e.error&&!e.loading?i`<${Ee} error=${e.error} retry=${e.reload} />`:e.data?i`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?i`<${Sn} />`:null}var kn=Q(null),Bi={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function wn(e,t,n){let o=h.value.params.getAll(e).filter(a=>a.replace(/^!/,"")!==t);B({[e]:[...o,n?`!${t}`:t]})}function ee({name:e,value:t,title:n,page:o=Bi[e],children:a}){return t==null||t===""?i`<${Le} />`:i`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return wn(e,t,!0);let l=r.currentTarget.getBoundingClientRect();kn.value={name:e,value:t,label:n??t,page:o,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${$}>${a??t}<//></button>`}function To(){let e=ie(null),t=kn.value;if(K(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},o=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(u=>u===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},a={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},s=(r,l)=>i`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return i`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${a} onKeyDown=${o} onToggle=${r=>r.newState==="closed"&&(kn.value=null)}>
    <p><span class="faint">${t.name}</span> <${$}>${t.label}<//></p>
    ${s("Only this",()=>wn(t.name,t.value,!1))}
    ${s("Leave this out",()=>wn(t.name,t.value,!0))}
    ${t.page&&s("Open its page",()=>{location.hash=k(t.page??"",t.value)})}
    ${s("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var Oo=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function Ao(){let e=[...new Set(Me.value)];return e.length===0?null:i`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>i`<li key=${t}><code><${$}>${Oo(t)}<//></code> <${ge}
      text=${Oo(t)} /></li>`)}</ul>
  </details>`}var Ce=180,Ue=40,lt=22,re=8;function Vi(e){let[t,n]=E(0);return K(()=>{if(!e.current)return;let o=new ResizeObserver(([a])=>a&&n(a.contentRect.width));return o.observe(e.current),()=>o.disconnect()},[]),t}function Hi(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return(t===1?[2,4,6,8,10]:[1,1.2,1.6,2,2.4,3,4,5,6,8,10]).map(o=>Math.round(o*t)).find(o=>o>=e)??e}function Wi(e,t){if(t==="month")return R(e,"month");let n=R(e,"clock");return t==="day"||n==="00:00"?R(e,"day").slice(5):n}var Eo=e=>e.reduce((t,n)=>t+(n??0),0);function Co({values:e,unknown:t},n){let o=e[n]??null;return o===null?t??"not covered":o.toLocaleString("en")}function Ie({label:e,series:t,bars:n,interval:o,onZoom:a}){let s=ie(null),r=Vi(s),[l,c]=E(-1),[p,u]=E(null),m=Hi(Math.max(...n.map(({values:S})=>Eo(S)),1)),f=Math.max(r-Ue,1)/Math.max(n.length,1),d=S=>re+(Ce-re-lt)*(1-S/m),_=o==="hour"?"minute":o==="month"?"month":"day",g=S=>{let C=S.clientX-S.currentTarget.getBoundingClientRect().left-Ue;return Math.max(0,Math.min(n.length-1,Math.floor(C/f)))},x=(S,C)=>{let[U,H]=[n[Math.min(S,C)],n[Math.max(S,C)]];U&&H&&a?.(U.start,H.end)},b=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),v=n[l],[P,A]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return i`<figure class="chart" ref=${s}>
    <figcaption>
      <span class="when">${v?R(v.start,_):e}${v&&!v.covered?", before the log: at least":""}</span>
      ${t.map((S,C)=>i`<span key=${S} class="key"><i class=${`s${C}`}></i>${S}
        <b>${v?Co(v,C):(n.some(({unknown:U})=>U)?"≥ ":"")+Eo(n.map(({values:U})=>U[C]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ce}
      class=${a?"zooms":""}
      onPointerMove=${S=>{c(g(S)),p&&u([p[0],g(S)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${S=>{a&&(S.currentTarget.setPointerCapture(S.pointerId),u([g(S),g(S)]))}}
      onPointerCancel=${()=>u(null)}
      onPointerUp=${()=>{p&&x(...p),u(null)}}>
      ${[0,m/2,m].map(S=>i`<g key=${S}>
        <line class="grid" x1=${Ue} x2=${r} y1=${d(S)} y2=${d(S)} />
        ${Number.isInteger(S)&&i`<text x=${Ue-8} y=${d(S)+4} text-anchor="end">
          ${S.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((S,C)=>{let U=Ue+C*f,H=0;return i`<g key=${S.start} class=${S.covered?"":"uncovered"}>
          ${!S.covered&&i`<rect class="gap" x=${U} y=${re} width=${f} height=${Ce-re-lt} />`}
          ${S.unknown&&i`<rect class="unknown" x=${U+f*.12} y=${re+1} width=${f*.76}
            height=${Ce-re-lt-1} />`}
          ${S.values.map((me,X)=>me?(H+=me,i`<rect key=${X} class=${`s${X}`} x=${U+f*.12} width=${f*.76} y=${d(H)}
              height=${Math.max(1,d(H-me)-d(H))} />`):null)}
          ${C%b===0&&i`<text x=${U+f/2} y=${Ce-6}
            text-anchor=${C===0&&f<36?"start":"middle"}>${Wi(S.start,_)}</text>`}
          ${C===l&&i`<rect class="hover" x=${U} y=${re} width=${f}
            height=${Ce-re-lt} />`}
        </g>`})}
      ${p&&i`<rect class="selection" x=${Ue+P*f} width=${(A-P+1)*f} y=${re}
        height=${Ce-re-lt} />`}
    </svg>
    <${Gi} ...${{label:e,series:t,bars:n,to:_,zoom:a&&x}} />
  </figure>`}function Gi({label:e,series:t,bars:n,to:o,zoom:a}){let[s,r]=E(!1),l=n.some(({covered:c})=>!c);return i`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${s&&i`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${G()}</th>
        ${t.map(c=>i`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>i`<tr key=${c.start}>
        <th scope="row">${a?i`<button type="button" class="value" title="Zoom to it" onClick=${()=>a(p,p)}>
            ${R(c.start,o)}</button>`:R(c.start,o)}</th>
        ${c.values.map((u,m)=>i`<td class="number">
          ${u!==null&&!c.covered?"≥ ":""}${Co(c,m)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${l&&i`<p class="faint">Shaded: before the log began. Of that time it holds only events that were
    delivered later.</p>`}`}var Tn=["signed_in","sign_in_pending"],Io=["signed_out","session_revoked"],De=["impersonation_started","agent_session_started"],ct=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Yi=new Set([...De,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),V=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml|api)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},jt=e=>Yi.has(e)?"warn":Tn.includes(e)?"good":"plain",No={object:"The event holds the whole object.",snapshot:"The event holds a copy of the object.",deletion:"The event reports the deletion.",mention:"The event names the object only."},Po={timestamp:"the event",updated_at:"the last change of its object",created_at:"the creation of its object",event_id:"the id of the event",svix_timestamp:"the delivery",at:"Gatelog",day:"Gatelog: the day only"},Ro={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from what sent the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var ut=[{name:"Sign-ins",values:Tn},{name:"Sign-outs",values:Io},{name:"Security and impersonation",values:[...ct,...De]},{name:"Other",values:null}];function On({counts:e,other:t,covered:n},{values:o},a){if(!e)return null;let s=new Set(a.flatMap(c=>c.values??[])),l=(o??Object.keys(e).filter(c=>!s.has(c))).reduce((c,p)=>c+(e[p]??0),o?0:t??0);return l===0&&!n?null:l}var je=(e,t)=>e.map(n=>({...n,values:t.map(o=>On(n,o,t))}));function qt(e){let{since:t,until:n,interval:o}=ze(e);return{since:t,until:n,interval:o,time_zone:G()}}var An="system",Mo=5;function zo(e,t){let n=e.get("source")===An?[]:["source","instance_id"],o=t.filter(a=>e.has(a)&&!n.includes(a));for(let a of["action","country","browser"]){let s=e.getAll(a);if(o.length!==1||o[0]!==a||s.some(c=>c.startsWith("!")))continue;let r=s.slice(0,Mo).map(c=>({name:a==="action"?V(c):c,values:[c]})),l=s.slice(Mo);return{by:a,counted:!1,groups:l.length>0?[...r,{name:"further values",values:l}]:r}}return o.length===0?{by:"action",groups:ut,counted:!1}:{by:"action",groups:[{name:"Matching events",values:null}],counted:!0}}var Ki=31,Zi=2,Ji=3,Xi=5,Qi=1e3;function Lo(e){let t=Math.max(1,Math.ceil(e.length/Ki)),n=e.filter((o,a)=>a%t===0);return{size:t,buckets:n.map((o,a)=>{let s=e.slice(a*t,(a+1)*t);return{...o,end:s.at(-1)?.end??o.end,covered:s.every(({covered:r})=>r)}})}}var ea=(e,t)=>new Promise(n=>{let o=setTimeout(n,e);t.addEventListener("abort",()=>clearTimeout(o))});async function ta(e,t){for(let n=1;;n+=1)try{return(await he(e,{signal:t})).body.page.count??null}catch(o){if(!(o instanceof we)||o.status!==503||n===Xi)throw o;await ea(Qi,t)}}function Uo(e,t){let n=t.map(({start:p,end:u})=>Z("/v1/activity",{...e,since:p,until:u,count:"exact",limit:1})),o=n.join(`
`),[a,s]=E({to:"",counts:[]});K(()=>{if(n.length===0)return;let p=new AbortController,u=gn(n),m=[],f=[...n.keys()],d=0,_=async()=>{for(let g=f.pop();g!==void 0&&!p.signal.aborted;g=f.pop()){let x;if(m[g]=d>=Ji?null:await ta(n[g]??"",p.signal).catch(b=>(x=b,null)),p.signal.aborted)return;m[g]===null&&(d+=1),s(b=>({to:o,counts:[...m],error:x??(b.to===o?b.error:void 0)}))}};for(let g=0;g<Zi;g+=1)_();return()=>{p.abort(),u()}},[o]);let{to:r,counts:l,error:c}=a;return r===o?{counts:n.map((p,u)=>l[u]),error:c}:{counts:n.map(()=>{})}}function na({filter:e,value:t}){let n=h.value.params.getAll(e.name),o=e.several&&t.startsWith("!"),a=o?t.slice(1):t,s=r=>z({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return i`<li class=${o?"chip excluded":"chip"}>
    <span>${e.label} ${o?"is not":"is"}</span>
    <b><${$}>${e.kind==="time"?R(a,"minute"):a}<//></b>
    ${e.several&&i`<a href=${s(o?a:`!${a}`)} title="Turn around"
      aria-label=${`${e.label} ${a}: ${o?"show only":"leave out"}`}>${o?"=":"≠"}</a>`}
    <a href=${s(null)} aria-label=${`Remove ${e.label} ${a}`} title="Remove">×</a>
  </li>`}function oa({filters:e}){let[t,n]=E(e[0]?.name??""),o=e.find(l=>l.name===t)??e[0];if(!o)return null;let a=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),u=o.kind==="time"?se(p):p;if(!u)return;let m=o.several?h.value.params.getAll(t).filter(f=>f!==u):[];B({[t]:[...m,c.get("not")==="1"?`!${u}`:u]}),l.currentTarget.reset()},{kind:s}=o,r=`values-of-${t}`;return i`<form class="add" onSubmit=${a} aria-label="Add a filter">
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
  </form>`}function ia({name:e,label:t}){return i`<form class="search" role="search" onSubmit=${o=>{o.preventDefault(),B({[e]:String(new FormData(o.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${h.value.params.get(e)}
      defaultValue=${h.value.params.get(e)??""} aria-label=${t}
      placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function qe({filters:e,search:t}){let{params:n}=h.value,o=e.flatMap(s=>n.getAll(s.name).map(r=>({filter:s,value:r}))),a=Object.fromEntries(e.map(({name:s})=>[s,null]));return i`<div class="filters">
    ${t&&i`<${ia} name="q" label=${t} />`}
    <${oa} filters=${e.filter(({name:s})=>s!=="q")} />
    ${o.length>0&&i`<ul class="chips" aria-label="Filters that are set">
      ${o.map(({filter:s,value:r})=>i`<${na} key=${s.name+r} filter=${s} value=${r} />`)}
      ${o.length>1&&i`<li><a href=${z(a)}>Remove all</a></li>`}
    </ul>`}
  </div>`}var En=({value:e})=>i`<div class="segments">${Object.entries(Lt).map(([t,[n]])=>i`<a key=${t} class=${e===t?"on":""} aria-current=${e===t}
    href=${z({last:t,since:null,until:null})}>${n}</a>`)}</div>`;function Ft(){let{since:e,until:t,last:n}=ze(h.value),o=a=>i`<label>${a==="since"?"From":"Until"}
    <input type="datetime-local" value=${fe({since:e,until:t??null}[a])}
      onChange=${s=>B({since:e,until:t,[a]:se(s.currentTarget.value),last:null})} /></label>`;return i`<div class="range" role="group" aria-label=${`Range of time, ${G()}`}>
    <${En} value=${n} />
    ${o("since")} ${o("until")}
  </div>`}var aa=50,sa=20,Do=new Map;function jo(e,t){let n=t.filter(({hidden:a})=>!a).map(({name:a})=>a).join(","),o=Do.get(e)??zt(`columns${e}`,n);return Do.set(e,o),o}function ra({path:e,columns:t}){let n=jo(e,t),o=new Set(n.value.split(",")),a=s=>{o.delete(s)||o.add(s),n.value=t.map(r=>r.name).filter(r=>o.has(r)).join(",")};return i`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:s,label:r})=>i`<label key=${s}><input type="checkbox" checked=${o.has(s)}
      onChange=${()=>a(s)} /> ${r}</label>`)}
  </div></details>`}var Bt=({path:e,query:t})=>i`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>i` <a key=${n} download href=${Z(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function Fe({columns:e,path:t,rows:n,id:o,caption:a,mark:s}){let r=new Set(jo(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return i`<div class="scroll" tabindex="0" role="region" aria-label=${a}><table class="rows">
    <caption class="hidden">${a}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>i`<th key=${c} scope="col" class=${`c-${c}`}>${p}</th>`)}</tr>
      </thead>
    <tbody>${n.map(c=>i`<tr key=${o(c)} class=${s?.(c)??""}>
      ${l.map(({name:p,label:u,cell:m,wide:f,lead:d})=>i`<td key=${p} data-label=${u}
        class=${`c-${p} ${f?"wide":d?"lead":""}`}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function te(e){let{path:t,query:n,columns:o,id:a,caption:s,mark:r,tools:l,limit:c}=e,{before:p=[],revised:u=[],part:m="",paged:f=!0}=e,{params:d}=h.value,[_,g]=[`${m}after`,`${m}before`],x={after:d.get(_),before:d.get(g)},[b,v]=E(void 0),P={limit:c??(m?sa:aa),...x,count:b},A=Te(Z(t,f?{...n,...P}:n));return i`<div class="list">
    <div class="bar">${l?.(A)}
      <span class="spring"></span>
      ${A.data?.page?.count!==void 0?i`<span class="count">
        ${A.data.page.count.toLocaleString("en")} rows</span>`:f&&i`<button type="button" onClick=${()=>v("exact")}>Count</button>`}
      <${Bt} path=${t} query=${n} /><${ra} path=${t} columns=${o} />
    </div>
    <${O} answer=${A}>${({data:S,page:C,notes:U})=>{let H=new Set(S.map(a)),me=new Map(u.map(F=>[a(F),F])),X=[...p.filter(F=>!H.has(a(F))),...S].map(F=>me.get(a(F))??F);return i`
        ${X.length===0&&!C?.incomplete?i`<${Dt} notes=${U} />`:i`
          ${U?.map(F=>i`<p class="note" key=${F}><${oe}>${F}<//></p>`)}
          <${Fe} columns=${o} path=${t} rows=${X} id=${a} caption=${s} mark=${r} />`}
        ${C?.has_more&&i`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${C&&i`<nav class="pages" aria-label="Pages">
          ${C.prev&&(x.after||x.before)&&i`<a rel="prev" href=${z({[g]:C.prev,[_]:null})}>← Previous</a>`}
          ${C.next&&(C.has_more||x.before)&&i`<a rel="next" href=${z({[_]:C.next,[g]:null})}>
            ${C.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var le=e=>e?i`<${$}>${e}<//>`:i`<${Le} />`,Be=(e,t,n)=>t?i`<a href=${k(n,t)} title=${t}><${$}>${e}<//></a>`:le(e),dt=e=>[e.city,e.country].filter(Boolean).join(", "),pt=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),Ve=e=>e.ended_at?i`<${y} at=${e.ended_at} to="minute" /> <span class="faint more"><${$}>
    ${V(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:i`<span class="faint">open</span>`;function la({impersonated:e,impersonator_id:t}){if(!e)return i`<span class="faint none">the user</span>`;let n=t&&i`<span class="more">by <a class="short" href=${k("users",t)} title=${t}><${$}>${t}<//>
    </a></span>`;return i`<${I} tone="warn">Impersonated<//> ${n}`}var Cn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,In=e=>i`
  ${e.deleted_at&&i`<${I} tone="warn">Deleted<//>`} ${e.banned&&i`<${I} tone="warn">Banned<//>`}
  ${e.locked&&i`<${I} tone="warn">Locked<//>`} ${e.deprovisioned&&i`<${I} tone="warn">Deprovisioned<//>`}`;function ca(e){return h.value.page==="activity"&&!h.value.id?z({row:e.svix_id}):k("activity",e.svix_id,{source:e.source==="system"?"system":null})}var qo=[{name:"occurred_at",label:"Time",cell:e=>i`<${y} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>i`<span class=${`badge ${jt(t)}`} key=${t}>
      <${ee} name="action" value=${t}>${V(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>i`<a class="row-link" href=${ca(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${$}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>i`<${ee} name="user_id" value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>i`<${ee} name="actor_id" value=${e.actor.id} title=${e.actor.name??void 0}>
      ${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>i`<${ee} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>i`<${ee} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>i`<${ee} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>i`<${ee} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>i`<${ee} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>i`<${ee} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>i`<${ee} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>i`<${y} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Fo=[{name:"started_at",label:"Started",cell:e=>i`<a href=${k("sessions",e.session_id)}><${y} at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",lead:!0,cell:e=>Be(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acted by",cell:la},{name:"status",label:"Status",cell:e=>i`<${ee} name="status" value=${e.status}>${V(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:Ve},{name:"duration",label:"Duration",cell:e=>le(e.duration_ms==null?null:rt(e.duration_ms))},{name:"ip",label:"Address",cell:e=>le(e.ip)},{name:"country",label:"Place",cell:e=>i`<${ee} name="country" value=${e.country}>${dt(e)}<//>`},{name:"browser",label:"Device",cell:e=>i`<${ee} name="browser" value=${e.browser}>${pt(e)}<//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>i`<${y} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>i`<${j} id=${e.session_id} page="sessions" />`}],Bo=[{name:"name",label:"Name",lead:!0,cell:e=>i`${Be(Cn(e),e.user_id,"users")} ${In(e)}`},{name:"email",label:"E-mail",cell:e=>i`${le(e.primary_email)}
      ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>i`<span class="faint">formerly <${$}>
        ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>i`<${y} at=${e.last_sign_in_at} to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>i`<${y} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>i`<${j} id=${e.user_id} page="users" />`}],Vo=[{name:"name",label:"Name",lead:!0,cell:e=>[Be(e.name??e.organization_id,e.organization_id,"organizations"),e.deleted_at&&i` <${I} tone="warn">Deleted<//>`]},{name:"slug",label:"Slug",cell:e=>le(e.slug)},{name:"created_at",label:"Created",cell:e=>i`<${y} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>i`<${j} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>i`<${j} id=${e.organization_id} page="organizations" />`}],Ho=[{name:"user",label:"Member",lead:!0,cell:e=>Be(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>le(e.user_email)},{name:"organization",label:"Organization",hidden:!0,cell:e=>Be(e.organization_name??"",e.organization_id,"organizations")},{name:"role",label:"Role",cell:e=>le(e.roles?.join(", ")||e.role_name||e.role)},{name:"started_at",label:"Since",cell:e=>i`<${y} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:Ve}],Wo=[{name:"email",label:"Invited",lead:!0,cell:e=>le(e.email)},{name:"status",label:"Status",cell:e=>i`${V(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>le(e.role_name??e.role)},{name:"inviter",label:"By",cell:e=>Be(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>i`<${y} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>i`<${y} at=${e.settled_at} to="minute" />`}],Go=[{name:"name",label:"Name",lead:!0,cell:e=>i`<${$}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>le(e.owner)},{name:"status",label:"Status",cell:e=>i`<${I} tone=${e.status==="valid"?"good":"warn"}>${V(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>i`<${y} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?i`<${y} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>i`<${j} id=${e.key_id} />`}];var ft=["true","false"],mt=(e,t)=>t,ua=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Yo=[{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0}],da=mt("/v1/activity",[{name:"action",label:"Action",kind:ua,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Yo,{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),pa=["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"],W={"/v1/activity":{title:"Activity",columns:qo,id:e=>`${e.source}/${e.svix_id}`,filters:da,search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Fo,id:e=>`${e.source}/${e.session_id}`,search:"People and organizations, by name or id",filters:mt("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:ft},{name:"agent",label:"Agent",kind:ft},{name:"status",label:"Status",kind:pa,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"impersonator_id",label:"Impersonator",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Yo])},"/v1/users":{title:"Users",columns:Bo,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:mt("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:ft},{name:"banned",label:"Banned",kind:ft},{name:"never_signed_in",label:"Never signed in",kind:ft},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Vo,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:mt("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Ho,id:e=>`${e.source}/${e.membership_id}`,filters:mt("/v1/memberships",[{name:"role",label:"Role",kind:"text",several:!0},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Wo,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:Go,id:e=>e.key_id,filters:[],paged:!1}},Nn=e=>W[e];var fa=500,ma=["until","since","received_since","received_until"];function Ko(e,t){let[n,o]=E([]),[a,s]=E([]),[r,l]=E(""),c=ie(""),p=Z("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([u])=>!ma.includes(u))));return K(()=>{c.current="",o([]),s([])},[p]),K(()=>{if(!t)return l("");let u=c.current&&`${p.includes("?")?"&":"?"}after=${encodeURIComponent(c.current)}`,m=new EventSource(p+u);l("connecting");let f=d=>{if(d.lastEventId&&(c.current=d.lastEventId),l("live"),d.type==="heartbeat")return;let _=JSON.parse(d.data);(d.type==="revision"?s:o)(x=>[_,...x.filter(({svix_id:b})=>b!==_.svix_id)].slice(0,fa))};for(let d of["message","revision","heartbeat"])m.addEventListener(d,f);return m.addEventListener("closed",d=>l(JSON.parse(d.data).detail)),m.addEventListener("error",()=>{if(m.readyState!==EventSource.CLOSED)return l("connecting");l("The stream was refused. Remove a filter, or pause and start it again."),at()}),()=>m.close()},[p,t]),{rows:n,revised:a,state:r}}var Pn=()=>{let e=h.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null};function Vt(e){let t=Pn();return t===null?"":e.position>t?"late":e.revision>t?"revised":""}function He({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:h.value.params.get("row")};return i`<${ge} label="Copy permalink" text=${location.origin+location.pathname+z(n)} />`}var Zo=20;function Ht({query:e}){let t=Pn(),n=w("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:Zo});if(t===null||!n.data)return null;let o=n.data.data.filter(s=>s.position>t),a=n.data.data.filter(s=>Vt(s)==="revised");return o.length+a.length===0?i`<p class="note" role="status">This link was made at position ${t}. Nothing was recorded since
      that belongs here.</p>`:i`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> What belongs here and was recorded since: ${o.length}
      ${o.length===Zo&&" or more"}. What a late event revised: ${a.length}.</p>
    <ul>${[...o,...a].slice(0,5).map(s=>i`<li key=${s.svix_id}><${y} at=${s.occurred_at} />
      <a href=${k("activity",s.svix_id)}><${$}>${s.summary}<//></a></li>`)}</ul>
  </div>`}function Jo({row:e}){return Vt(e)!=="revised"?null:i`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${Pn()}): an event that
    happened just before it arrived late, at position ${e.revision}. Its actions and changes are compared with
    that event now.</p>`}var _a=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function _t({value:e}){return e==null?i`<span class="faint">none</span>`:typeof e=="string"&&_a.test(e)?i`<${y} at=${e} />`:Array.isArray(e)?e.length===0?i`<span class="faint">empty</span>`:e.map(t=>i`<div><${_t} value=${t} /></div>`):typeof e=="object"?i`<dl class="object">${Object.entries(e).map(([t,n])=>i`<div key=${t}><dt>${t}</dt><dd><${_t} value=${n} /></dd></div>`)}</dl>`:i`<${$}>${e}<//>`}function Xo(e,t){return[e,t].every(o=>o&&typeof o=="object"&&!Array.isArray(o))?Object.fromEntries(Object.entries(e).filter(([o,a])=>JSON.stringify(a)!==JSON.stringify(t[o]))):e}function $a({first_seen:e,no_longer_reported:t,reported_again:n}){return e?i`<${I} title="The previous version did not contain the field">not known before<//>`:t?i`<${I} title="The value is unknown from then on">no longer reported<//>`:n?i`<${I} title="The same value as was last reported">reported again<//>`:null}function $t({changes:e,before:t="Before",after:n="After"}){return i`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((o,a)=>i`<tr key=${a}>
      <th scope="row"><${$}>${o.field.replace(/_/g," ")}<//> ${$a(o)}</th>
      ${o.keys?i`<td colspan="2" data-label="Keys, without their values"><div>
        <${_t} value=${o.keys} /></div></td>`:i`
        <td class="before" data-label=${t}><div><${_t} value=${Xo(o.from,o.to)} /></div></td>
        <td class="after" data-label=${n}><div><${_t} value=${Xo(o.to,o.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var Qo=({id:e})=>i`<div class="card">
  <${Rn} id=${e} source=${h.value.params.get("source")} /></div>`;function Rn({id:e,source:t}){let n={source:t??void 0},o=w("/v1/activity/{svix_id}",n,{svix_id:e});return i`<${O} answer=${o}>${a=>i`
    <h2 class="sentence"><${$}>${a.summary}<//></h2>
    <p>${a.actions.map(s=>i`<${I} key=${s} tone=${jt(s)}><${$}>
      ${V(s)}<//><//> `)}
      <${y} at=${a.occurred_at} /> <${He} position=${o.position} times=${{}} /></p>
    <${Jo} row=${a} />
    <${ga} row=${a} />
    ${a.changes.length>0&&i`<h3>What changed</h3><${$t} changes=${a.changes} />`}
    ${a.baseline&&i`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${J} rows=${[["Actor",i`${V(a.actor.kind)} ${a.actor.name&&i`<b><${$}>${a.actor.name}<//></b>`} ${a.actor.id&&i`<${j} id=${a.actor.id} page=${a.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",i`${a.actor.inferred?i`<${I} tone="warn">Inferred<//>`:i`<${I} tone="good">Reported<//>`} ${Ro[a.actor.basis]}`],["User",a.user_id&&i`<${j} id=${a.user_id} page="users" />`],["Session",a.session_id&&i`<${j} id=${a.session_id} page="sessions" />`],["Organization",a.organization_id&&i`<${j} id=${a.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${J} rows=${[["Address",a.ip&&i`<${$}>${a.ip}<//> <${ge} text=${a.ip} quiet />`],["All addresses",a.ips.length>1?a.ips.join(", "):null],["Place",[a.city,a.country].filter(Boolean).join(", ")],["Browser",a.browser],["User agent",a.user_agent],["New to the user",Object.entries(a.new_to_user??{}).filter(([,s])=>s).map(([s])=>s).join(", ")]]} />
    <h3>In the log</h3>
    <${J} rows=${[["Position",String(a.position)],["svix-id",i`<${j} id=${a.svix_id} />`],["Type",a.type],["Source",a.source],["Instance",a.instance_id],["Received",i`<${y} at=${a.received_at} />`],["Time is from",Po[a.occurred_basis]],["Revised at position",a.revision>a.position?String(a.revision):null]]} />
    <${Ae} scope="events:read"><${ha} id=${a.svix_id} query=${n} /><//>`}<//>`}function ha({id:e,query:t}){let[n,o]=E(!1),a={svix_id:e},s=w("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},a);return i`<${O} answer=${s}>${r=>i`
    <${J} rows=${[["Came by",r.via],["Commitment",i`<code class="id"><${$}>${r.commitment}<//></code> <${ge} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${pe("events:body")?i`
        ${r.payload_redacted&&i`<button type="button" onClick=${()=>o(!0)}>Show all of it</button> `}
        <a download href=${Z("/v1/events/{svix_id}/payload",t,a)}>Download as it was sent</a>`:r.payload_redacted&&i`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?i`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:i`<${va} value=${r.payload} />`}`}<//>`}var va=({value:e})=>i`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>i`<${$}>${t}<//>${`
`}`)}</pre>`;function ga({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=w("/v1/activity",t&&{...t,until:e.occurred_at}),o=w("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),a=n.data?.data[0],s=o.data?.data.find(({svix_id:c})=>c!==e.svix_id),r=h.value.page==="activity"&&!h.value.id,l=(c,p)=>c&&i`<a title=${c.summary}
    href=${r?z({row:c.svix_id}):k("activity",c.svix_id)}>${p}</a>`;return!a&&!s?null:i`<nav class="neighbours" aria-label="Events of this user">
    ${l(a,"← Previous of this user")} ${l(s,"Next of this user →")}</nav>`}var{columns:ya,filters:ti,id:ba,search:xa,title:Sa}=W["/v1/activity"],ei=[...ti.map(({name:e})=>e),"q"];function ni(){let{params:e}=h.value,t=e.get("row"),n=qt(h.value),o={...Oe(ei),since:n.since,until:n.until},{by:a,groups:s,counted:r}=zo(e,ei),l=e.get("source")===An?[]:["source","instance_id"],c=w("/v1/stats/activity",{...Oe(l),by:a,...n}),p=Ko(o,e.get("live")==="1"&&!n.until),u=!e.has("after")&&!e.has("before"),m=(_,g)=>B({since:_,until:g,last:null}),f=_=>_.svix_id===t?"selected":Vt(_),d=({position:_})=>{let g={since:n.since,until:n.until??new Date().toISOString(),last:null,live:null};return i`<${wa} state=${p.state} ended=${!!n.until} rows=${p.rows} />
      <${He} position=${_} times=${g} />`};return i`<h1>${Sa}</h1>
    <${Ft} /><${qe} filters=${ti} search=${xa} />
    <${Ht} query=${o} />
    <${N} title="How much happened" tools=${i`<span class="faint">Drag to zoom</span>`}>
      <${O} answer=${c}>${({data:_})=>{let g={interval:n.interval,onZoom:m};return r?i`<${ka} query=${o} buckets=${c.loading?[]:_} ...${g} />`:i`<${Ie} label=${`Per ${n.interval}`} series=${s.map(({name:x})=>x)}
          bars=${je(_,s)} ...${g} />`}}<//>
    <//>
    <div class=${t?"beside":""}>
      <${N} title="What happened">
        <${te} path="/v1/activity" query=${o} columns=${ya} id=${ba} caption="Activity, newest first"
          before=${u?p.rows:[]} revised=${p.revised} mark=${f} tools=${d} />
      <//>
      ${t&&i`<${Ta} key=${t} id=${t} />`}
    </div>`}function ka({query:e,buckets:t,interval:n,onZoom:o}){let{size:a,buckets:s}=Lo(t),{counts:r,error:l}=Uo(e,s),c=s.map((u,m)=>{let f=r[m];return typeof f=="number"?{...u,values:[f===0&&!u.covered?null:f]}:{...u,values:[null],unknown:f===null?"not counted":"counting"}}),p=r.filter(u=>u===null).length;return i`<div class="answered" aria-busy=${r.includes(void 0)}>
    <${Ie} label=${a===1?`Per ${n}`:`Per ${a} ${n}s`} interval=${n}
      series=${["Matching events"]} bars=${c} onZoom=${o} />
    ${p>0&&i`<p class="note" role="status"><b>${p} of ${c.length} bars are not counted</b>, those
      with a dashed outline. ${l?i`<${oe}>${l.message}<//>`:`A count may take two seconds, and
      these have too many rows. Choose a shorter time, or add a filter.`}</p>`}
  </div>`}function wa({state:e,ended:t,rows:n}){if(t)return i`<span class="faint">Live without an end of time only</span>`;let o=h.value.params.get("live")==="1";return i`<button type="button" onClick=${()=>B({live:o?null:"1",after:null,before:null})}>
      ${o?"Pause":"Live"}</button>
    ${o&&i`<span class=${e==="live"?"live on":"live"}>
      ${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${o&&n[0]?i`<${$}>${n[0].summary}<//>`:""}</span>`}function Ta({id:e}){let t=ie(null);return K(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),i`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&B({row:null})}>
    <a class="close" href=${z({row:null})} aria-label="Close the event">×</a>
    <${Rn} id=${e} source=${h.value.params.get("source")} />
  </aside>`}function Wt({path:e}){let t=W[e],n=Oe([...t.filters.map(({name:o})=>o),...t.search?["q"]:[]]);return i`<h1>${t.title}</h1>
    <${qe} filters=${t.filters} search=${t.search} />
    <div class="card"><${te} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var Gt=W["/v1/activity"],oi=6e4,Y=()=>h.value.params.get("as_of")??void 0;function Yt(){let e=Y();return e&&new Date(Date.parse(e)+1).toISOString()}function We({position:e,query:t,from:n}){let o=Y(),a=h.value.opened.getTime();return i`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${fe(o??null)} max=${fe(new Date().toISOString())}
      onChange=${s=>B({as_of:se(s.currentTarget.value)})} /></label>
    ${n&&i`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(n)} max=${a} step=${oi}
      value=${o?Date.parse(o):a} aria-valuetext=${o?R(o,"minute"):"now"}
      onChange=${s=>{let r=Number(s.currentTarget.value);B({as_of:a-r<2*oi?null:new Date(r).toISOString()})}} />`}
    ${o?i`<b>The page shows what was true at ${R(o)}, ${G()}.</b>
        <a href=${z({as_of:null})}>Now</a>`:i`<span class="faint">now</span>`}
    <${He} position=${e} times=${{as_of:o??new Date().toISOString()}} />
  </div>
  <${Ht} query=${{...t,until:Yt()}} />`}var Ge=({id:e,answer:t,filter:n})=>i`<h1><${$}>${e}<//></h1>
  <div class="card"><${O} answer=${t}>${()=>null}<//>
    <p class="center"><a href=${k("activity",null,{[n]:e,last:"1y"})}>Activity that names it</a></p></div>`;function Ye({query:e,title:t="Activity"}){let n=Gt.filters.map(({name:o})=>o).filter(o=>!(o in e));return i`<${N} title=${t} id="activity">
    <${qe} filters=${Gt.filters.filter(({name:o})=>n.includes(o))} />
    <${te} path="/v1/activity" part="activity_" query=${{...e,...Oe(n),until:Yt()}}
      columns=${Gt.columns} id=${Gt.id} caption=${`${t}, newest first`} />
  <//>`}var Oa=8;function Ke({path:e,id:t}){let{params:n}=h.value,[o,a]=["versions_after","versions_before"].map(p=>n.get(p)??void 0),s=Y(),r=`${e}/history`,c=w(r,{limit:s?1e3:20,after:o,before:a},{user_id:t,session_id:t,organization_id:t});return i`<${N} title="Versions" id="versions">
    <${Ea} path=${e} id=${t} />
    <${O} answer=${c}>${({data:p,page:u})=>i`
      <ol class="versions">
        ${p.filter(({occurred_at:m})=>!s||m<=s).map(m=>i`<${Aa} key=${m.svix_id} version=${m} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${u.prev&&(o||a)&&i`<a href=${z({versions_before:u.prev,versions_after:null})}>← Newer</a>`}
        ${u.next&&u.has_more&&i`<a href=${z({versions_after:u.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function Aa({version:{changes:e,evidence:t,occurred_at:n,type:o}}){let a=e.length===0?"nothing new":e.length===1?"1 field":`${e.length} fields`;return i`<li><details open=${t==="object"&&e.length<=Oa}>
    <summary><${y} at=${n} /> <b><${$}>${o}<//></b> <span class="faint">${a}</span></summary>
    ${e.length>0&&i`<${$t} changes=${e} />`}
    <p class="faint">${No[t]}
      ${" "}<a href=${z({as_of:n})}>Show the page as of then</a></p>
  </details></li>`}function Ea({path:e,id:t}){let{params:n}=h.value,[o,a]=[n.get("from"),n.get("to")],s=`${e}/diff`,l=w(s,o&&a?{from:o,to:a}:null,{user_id:t,session_id:t,organization_id:t});return i`<form class="compare" onSubmit=${p=>{p.preventDefault();let u=new FormData(p.currentTarget);B({from:se(String(u.get("from"))),to:se(String(u.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${fe(o)}
        key=${o} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${fe(a)} key=${a} /></label>
      <button type="submit">Compare</button> ${o&&i`<a href=${z({from:null,to:null})}>Clear</a>`}
    </form>
    <${O} answer=${l}>${p=>i`<div class="diff">
      ${!p.from.known&&i`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${p.changes.length===0?i`<p>Nothing differs between the two.</p>`:i`<${$t} changes=${p.changes} before=${R(p.from.at,"minute")}
          after=${R(p.to.at,"minute")} />`}
    </div>`}<//>`}var ii="/v1/organizations/{organization_id}";function ai({title:e,path:t,part:n,query:o}){let{columns:a,id:s}=W[t];return i`<${N} title=${e}><${te} path=${t} part=${n} query=${o} columns=${a} id=${s}
    caption=${e} /><//>`}function si({id:e}){let t=Y(),n=w(ii,{as_of:t},{organization_id:e});return n.error&&!n.loading&&!Y()?i`<${Ge} id=${e} answer=${n} filter="organization_id" />`:i`<${O} answer=${n}>${o=>i`
      <h1><${$}>${o.name??e}<//> ${o.deleted_at&&i`<${I} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${j} id=${e} /></p>
    <${We} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&i`<${N} title="Identity"><div class="columns">
      <${J} rows=${[["Slug",n.data.slug],["Created",i`<${y} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&i`<${j} id=${n.data.created_by} page="users" />`]]} />
      <${J} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&i`<${y} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${ai} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${ai} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${Ye} query=${{organization_id:e}} />
    <${Ke} path=${ii} id=${e} />`}function Ca(e,t,n){return e?.split(`
`).filter(a=>a.startsWith(`${t}{`)&&a.includes(n))?.reduce((a,s)=>a+Number(s.split(" ").at(-1)),0)}function Kt(){let e=w("/v1/sources",{}),t=w("/v1/projections",pe("metrics:read")?{}:null),n=Te(pe("metrics:read")?"/metrics":null);if(e.error)return i`<${Ee} error=${e.error} retry=${e.reload} />`;let o=e.data?.data??[],a=o.map(m=>m.last_event_at??"").sort().at(-1),s=o.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=o.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=Ca(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=i`<span class="faint">your key may not see it</span>`,u=(m,f,d=!1)=>i`<div class=${d?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return i`<section class="strip" aria-label="How whole the log is"><dl>
    ${u("Last delivery",a?i`<span title=${a}>${ko(a)}</span>`:"none yet")}
    ${u("Views",t.data?l===0?"up to date":`${l} events behind`:p,l>1e3)}
    ${u("Refused deliveries",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${u("Hidden instances",r===0?"none":i`<a href=${k("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${u("Complete since",i`<${y} at=${s} to="minute" />`)}
  </dl>${o.map(({recent:m})=>m?.notice&&i`<p class="note"><${oe}>${m.notice}<//></p>`)}
    </section>`}var Ia=[...De,"user_banned","mfa_disabled","session_revoked"],Ze=({label:e,value:t,href:n,note:o,warn:a})=>i`<div class=${a?"figure warn":"figure"}>
  <dt>${n?i`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${o&&i`<dd class="faint">${o}</dd>`}
</div>`,Je=e=>e?.toLocaleString("en");function ri(){let e=qt(h.value),{since:t,until:n}=e,o=w("/v1/stats/activity",{by:"action",...e}),a=w("/v1/stats/sessions",e),s=w("/v1/stats/users",{...e,interval:"month"}),r=b=>w("/v1/activity",{new:b,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=b=>o.data?.data.reduce((v,P)=>v+(On(P,{name:"",values:b},[])??0),0),[u,m]=[p(De),p(ct)],f=s.data?.data.map(b=>b.signed_in??0)??[],d={since:n?t:null,until:n,last:h.value.params.get("last")},_=w("/v1/activity",{action:Ia,since:t,until:n,limit:8}),g=ut.slice(0,2),x=(b,v)=>B({since:b,until:v,last:null});return i`<h1>Overview</h1>
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
    <${N} title="Sign-ins and sign-outs" tools=${i`<span class="faint">Drag to zoom</span>`}>
      <${O} answer=${o}>${({data:b})=>i`
        <${Ie} label=${`Per ${e.interval}`} interval=${e.interval}
          series=${g.map(({name:v})=>v)} bars=${je(b,g)} onZoom=${x} />`}<//>
    <//>
    <${N} title="Worth a look" tools=${i`<a href=${k("activity",null,d)}>All activity</a>`}>
      <${O} answer=${_}>${({data:b})=>b.length===0?i`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:i`<ul class="events">${b.map(v=>i`<li key=${v.svix_id}>
          <${y} at=${v.occurred_at} to="minute" />
          <a href=${k("activity",v.svix_id)}><${$}>${v.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var Na=1e3,Zt=["since","until","active_at","as_of","last_sign_in_before"];function li(){let e=w("/v1/reports",{});return i`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request. The log records every export with its digest.</p>
    <${O} answer=${e}>${({data:t})=>i`<ul class="tiles">${t.map(n=>i`
      <li key=${n.name} class="card"><a href=${k("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${xn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function ci({id:e}){let t=w("/v1/reports",{});return i`<${O} answer=${t}>${({data:n})=>{let o=n.find(({name:a})=>a===e);return o?i`<${Pa} report=${o} />`:i`<h1>No such report</h1><p><a
      href=${k("reports")}>All reports</a></p>`}}<//>`}function Pa({report:e}){let{params:t,opened:n}=h.value,[o="",a=""]=e.request.split("?"),s=[...e.required,...e.optional],r=Nn(o)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!s.includes(f)),l=[...s,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,d]of new URLSearchParams(a))p[f]=[...p[f]??[],d];for(let f of c)p[f]=t.getAll(f);let u=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let d=new FormData(f.currentTarget);B(Object.fromEntries(l.map(_=>{let g=String(d.get(_)??"").trim();return[_,Zt.includes(_)?se(g):g]})))};return i`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${xn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>i`<label key=${f}>${V(f)}${e.required.includes(f)?" (required)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Zt.includes(f)?"datetime-local":"text"}
          defaultValue=${Zt.includes(f)?fe(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&i`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${V(f)}: ${Zt.includes(f)?R(t.get(f)??""):t.get(f)}. `)}
      Printed ${R(n)}, ${G()}, with the key <${$}>${Mt()}<//>. Request: <code>
        ${Z(o,p)}</code></p>
    ${u.length>0?i`<p class="note">Fill in ${u.map(f=>`“${V(f)}”`).join(" and ")} to see the answer.</p>`:o==="/v1/stats/activity"?i`<${Ma} query=${{time_zone:G(),...p}} />`:i`<div class="card"><${Ra} path=${o} query=${p} caption=${e.question} /></div>`}`}function Ra({path:e,query:t,caption:n}){let o=Nn(e);return o?i`<${te} path=${e} query=${t} columns=${o.columns} id=${o.id} limit=${Na}
    caption=${n} paged=${o.paged??!0} />`:i`<p><${Bt} path=${e} query=${t} /></p>`}function Ma({query:e}){let t=ut.slice(0,2),n=Te(Z("/v1/stats/activity",e));return i`<${N} title="Per day" tools=${i`<${Bt} path="/v1/stats/activity" query=${e} />`}>
    <${O} answer=${n}>${({data:o})=>i`<${Ie} label="Per day" interval="day"
      series=${t.map(({name:a})=>a)} bars=${je(o,t)} />`}<//><//>`}function Jt({sessions:e,since:t,until:n}){let[o,a]=[Date.parse(t),Date.parse(n)],s=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-o)/Math.max(1,a-o)*100)),r=[0,.25,.5,.75].map(l=>o+l*(a-o));return i`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>i`<text key=${l} x=${`${s(l)}%`} y="12">
          ${R(l,a-o>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=a?l.ended_at:null,p=s(l.started_at),u=s(c??a);return i`<tr key=${l.session_id}>
        <th scope="row"><a href=${k("sessions",l.session_id)}><${$}>${pt(l)||"unknown device"}<//></a>
          <span class="faint"><${$}>${dt(l)}<//></span>
          ${l.impersonated&&i`<${I} tone="warn">Impersonated<//>`}</th>
        <td><${y} at=${l.started_at} to="minute" /><br />
          ${c?Ve(l):i`<span class="faint">${h.value.params.has("as_of")?"open then":"open"}
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
    The stroke is the last reported activity.</p>`}var ui="/v1/sessions/{session_id}";function di({id:e}){let t=w(ui,{as_of:Y()},{session_id:e});return t.error&&!t.loading&&!Y()?i`<${Ge} id=${e} answer=${t} filter="session_id" />`:i`
    <${O} answer=${t}>${n=>i`<h1>Session of ${n.user_id?i`<a href=${k("users",n.user_id,{as_of:Y()})}><${$}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&i` <${I} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${j} id=${e} /></p>
    <${We} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&i`<${za} row=${t.data} />`}
    <${Ye} query=${{session_id:e}} />
    <${Ke} path=${ui} id=${e} />`}function za({row:e}){let t=e.ended_at??Y()??h.value.opened.toISOString();return i`<${N} title="From when to when">
    <${Jt} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${J} rows=${[["Status",V(e.status)],["Started",i`<${y} at=${e.started_at} />`],["Completed",i`<${y} at=${e.activated_at} />`],["Last active",i`<${y} at=${e.last_active_at} />`],["Ended",Ve(e)],["Duration",e.duration_ms==null?"open":rt(e.duration_ms)],["Expires unless used",e.expire_at&&i`<${y} at=${e.expire_at} to="minute" />`]]} />
      <${J} rows=${[["Acted by",e.impersonated?i`${V(e.actor_kind??"impersonator")} <${j}
          id=${e.impersonator_id} page="users" />`:"the user"],["Device",pt(e)],["Place",dt(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&i`<a href=${k("organizations",e.organization_id)}><${$}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function pi(){let[e,t]=E(""),[n,o]=E(!1);return i`<main class="sign-in" id="main"><form onSubmit=${async s=>{s.preventDefault();let r=String(new FormData(s.currentTarget).get("key")??"").trim();o(!0),t("");try{await vn(r)}catch(l){t(l.message),o(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&i`<p class="error" role="alert"><${oe}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var La=1e3,Ua=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],Da=W["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),fi=()=>i`<h1>System</h1>
  <${Kt} />
  <${N} title="Views"><${Ae} scope="metrics:read"><${qa} /><//><//>
  <${N} title="Sources"><${Fa} /><//>
  <${N} title="Keys"><${Ae} scope="keys:read">
    <${te} path="/v1/keys" query=${{}} columns=${W["/v1/keys"].columns} id=${W["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${N} title="Who read the log"><${Ae} scope="events:read">
    <${te} path="/v1/activity" part="readers_" query=${{source:"system",type:Ua}} columns=${Da}
      id=${W["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${N} title="Events that a view could not read"><${Ae} scope="events:read"><${Ba} /><//><//>`,ja=({row:e})=>i`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function qa(){let e=w("/v1/projections",{}),[t,n]=E(""),[o,a]=E(null),s=e.data?.data.some(({state:c})=>c==="building")||t!=="";K(()=>{if(!s)return;let c=setTimeout(()=>{n(""),e.reload()},La);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{a(null);try{await he(Z("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){a(p)}},l=[{name:"name",label:"View",cell:c=>i`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>i`<${I}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>i`<${ja}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>i`<${y}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(pe("admin:rebuild")?i`<button type="button" disabled=${s} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:i`<span class="faint">needs admin:rebuild</span>`)}];return i`${o&&i`<${Ee} error=${o} />`}<${O} answer=${e}>
    ${({data:c})=>i`<${Fe} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function Fa(){let e=w("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>i`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>i`<${y} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>i`<${y} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>i`<${$}>${n.recent?.notice??"nothing"}
      <//>`}];return i`<${O} answer=${e}>${({data:n})=>i`<${Fe}
    path="/sources"
    columns=${t} rows=${n}
    id=${o=>o.source} caption="Sources" />`}<//>`}function Ba(){let e=w("/v1/undecodable",{limit:20});return i`<${O} answer=${e}>${({data:t})=>t.length===0?i`<p class="faint">None: every view read every event.</p>`:i`<ul class="events">${t.map(n=>i`<li key=${n.position}><${y} at=${n.received_at} /> <b>
      <${$}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:o,reason:a})=>i`<span class="faint">${o}: <${$}>${a}<//></span> `)}</li>`)}</ul>`}<//>`}var mi="/v1/users/{user_id}";function _i({id:e}){let t=Y(),n=w(mi,{as_of:t},{user_id:e});return n.error&&!n.loading&&!Y()?i`<${Ge} id=${e} answer=${n} filter="involves" />`:i`
    <${O} answer=${n}>${o=>i`<h1><${$}>${Cn(o)}<//> <${In}
      ...${o} /></h1>`}<//>
    <p><${j} id=${e} /></p>
    <${We} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&i`<${N} title="Identity"><${Va} user=${n.data} /><//>`}
    <${Wa} id=${e} />
    <${Ga} id=${e} />
    <${Ye} query=${{involves:e}} />
    <${Ke} path=${mi} id=${e} />`}function Va({user:e}){let t=(r,l)=>i`<div><${$}>${l}<//> <${I}
    tone=${r.verification==="verified"?"good":"plain"}>${r.verification??"not verified"}<//></div>`,n=(r,l)=>r?.length?r.map(l):null,o=r=>r==null?"not reported":r?"yes":"no",a=n(e.email_addresses,r=>t(r,r.email_address))??n(e.emails,r=>i`<div><${$}>${r}<//></div>`),s=[e.external_accounts,e.saml_accounts,e.enterprise_accounts].flatMap(r=>r??[]);return i`<div class="columns">
    <${J} rows=${[["E-mail",a],["Formerly",n(e.former_emails,r=>i`<div class="former"><${$}>${r}<//></div>`)],["Phone",n(e.phone_numbers,r=>t(r,r.phone_number))],["Wallet",n(e.web3_wallets,r=>t(r,r.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n(s,r=>t(r,[r.provider?.replace(/^oauth_/,""),r.email_address].filter(Boolean).join(" · ")))]]} />
    <${J} rows=${[["Second factor",e.two_factor_enabled?["required",e.totp_enabled&&"authenticator app",e.backup_code_enabled&&"backup codes"].filter(Boolean).join(", "):o(e.two_factor_enabled)],["Passkeys",n(e.passkeys,r=>i`<div><${$}>${r.name??r.id}<//></div>`)],["Password",i`${o(e.password_enabled)} ${e.password_last_updated_at&&i`<span class="faint">set <${y} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",o(e.banned)],["Locked",i`${o(e.locked)} ${e.lockout_expires_at&&i`<span class="faint">until <${y} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",[e.scim_directory_id,e.deprovisioned&&"deprovisioned"].filter(Boolean).join(", ")]]} />
    <${J} rows=${[["Created",i`<${y} at=${e.created_at} to="minute" />`],["Last sign-in",i`<${y} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&i`<${y} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&i`<${y} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&i`<a href=${k("system")}><${y} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}var Ha=W["/v1/memberships"].columns.filter(({name:e})=>!["user","email","ended_at"].includes(e)).map(e=>({...e,hidden:!1}));function Wa({id:e}){let t=Y(),n=w("/v1/memberships",{user_id:[e],...t?{active_at:t}:{active:!0}}),o=W["/v1/memberships"];return n.data?.data.length===0?null:i`<${N} title="Organizations">
    <${O} answer=${n}>${({data:a})=>i`<${Fe} path="/memberships-of-a-user" columns=${Ha} rows=${a} id=${o.id}
        caption="Organizations" />`}<//>
  <//>`}function Ga({id:e}){let{params:t,opened:n}=h.value,o=Y()??n.toISOString(),a=t.get("last")??"30d",{since:s}=ze({page:"",id:e,params:new URLSearchParams({last:a}),opened:new Date(o)}),r=w("/v1/sessions",{user_id:[e],since:s,until:Yt()??o,limit:50}),l=k("sessions",null,{user_id:e,since:s,until:o});return i`<${N} title="Sessions" tools=${i`<${En} value=${a} />`}>
    <${O} answer=${r}>${({data:c,page:p,notes:u})=>c.length===0?i`<${Dt} title="No session in this time." notes=${u} />`:i`<${Jt} sessions=${c} since=${s} until=${o} />
        ${p.has_more&&i`<p><a href=${l}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Mn={"":{title:"Overview",all:ri},activity:{title:"Activity",all:ni,one:Qo},users:{title:"Users",all:()=>i`<${Wt} path="/v1/users" />`,one:_i},sessions:{title:"Sessions",all:()=>i`<${Wt} path="/v1/sessions" />`,one:di},organizations:{title:"Organizations",all:()=>i`<${Wt} path="/v1/organizations" />`,one:si},reports:{title:"Reports",all:li,one:ci},system:{title:"System",all:fi}},zn=class extends ue{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?i`<${Ee} error=${t} />`:this.props.children}},$i=({label:e,setting:t,options:n})=>i`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${o=>{t.value=o.currentTarget.value}}>
    ${n.map(([o,a])=>i`<option key=${o} value=${o}>${a}</option>`)}
  </select></label>`,Ya=[["system","Auto"],["light","Light"],["dark","Dark"]];function Ka(){let{page:e,id:t}=h.value,n=Object.hasOwn(Mn,e)?Mn[e]:void 0;return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,i`<a class="skip" href="#main" onClick=${o=>{o.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Mn).map(([o,{title:a}])=>i`<a key=${o} href=${k(o)} aria-current=${o===e?"page":null}>${a}</a>`)}</nav>
      <div class="tools">
        <${$i} label="Time zone" setting=${st} options=${[["local",bn],["utc","UTC"]]} />
        <${$i} label="Theme" setting=${yn} options=${Ya} />
        <span class="who" title="The key of this session">Key <${$}>${Mt()}<//></span>
        <button type="button" onClick=${()=>vo()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${zn} key=${`${e}/${t}`}>
      ${n?t&&n.one?i`<${n.one} id=${t} />`:i`<${n.all} />`:i`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${Ao} /><p class="faint">All times are in ${G()}.</p></footer>
    <${To} />`}function Za(){return ae.value===void 0?i`<main id="main"><${Sn} /></main>`:ae.value===null?i`<${pi} />`:i`<${Ka} />`}yn.subscribe(e=>{document.documentElement.dataset.theme=e});ln(i`<${Za} />`,document.body);var{page:hi,params:Ja}=h.value;hi==="sign-in"&&location.replace("#/");at(hi==="sign-in"?Ja.get("link"):null);
