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
var On=function(e,t,n,i){var s;t[0]=0;for(var o=1;o<t.length;o++){var r=t[o++],l=t[o]?(t[0]|=r?1:2,n[t[o++]]):t[++o];r===3?i[0]=l:r===4?i[1]=Object.assign(i[1]||{},l):r===5?(i[1]=i[1]||{})[t[++o]]=l:r===6?i[1][t[++o]]+=l+"":r?(s=e.apply(l,On(e,l,n,["",null])),i.push(s),l[0]?t[0]|=2:(t[o-2]=0,t[o]=s)):i.push(l)}return i},Tn=new Map;function An(e){var t=Tn.get(this);return t||(t=new Map,Tn.set(this,t)),(t=On(this,t.get(e)||(t.set(e,t=(function(n){for(var i,s,o=1,r="",l="",u=[0],p=function(m){o===1&&(m||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?u.push(0,m,r):o===3&&(m||r)?(u.push(3,m,r),o=2):o===2&&r==="..."&&m?u.push(4,m,0):o===2&&r&&!m?u.push(5,0,!0,r):o>=5&&((r||!m&&o===5)&&(u.push(o,0,r,s),o=6),m&&(u.push(o,m,0,s),o=6)),r=""},c=0;c<n.length;c++){c&&(o===1&&p(),p(c));for(var f=0;f<n[c].length;f++)i=n[c][f],o===1?i==="<"?(p(),u=[u],o=3):r+=i:o===4?r==="--"&&i===">"?(o=1,r=""):r=i+r[0]:l?i===l?l="":r+=i:i==='"'||i==="'"?l=i:i===">"?(p(),o=1):o&&(i==="="?(o=5,s=r,r=""):i==="/"&&(o<5||n[c][f+1]===">")?(p(),o===3&&(u=u[0]),o=u,(u=u[0]).push(2,0,o),o=0):i===" "||i==="	"||i===`
`||i==="\r"?(p(),o=2):r+=i),o===3&&r==="!--"&&(o=4,u=u[0])}return p(),u})(e)),t),arguments,[])).length>1?t:t[0]}var T,En,Gt,ue,Ht,mt,In,pt,Nn,Kt,Wt,Ki,Je=Symbol.for("pv"),_t={},$t=[],Yi=/^m(i|n|o|s|text|space)$/,Yt=Array.isArray,Jt=$t.slice,$e=Object.assign;function _e(e){e&&e.parentNode&&e.remove()}function ht(e,t,n){var i,s,o,r={},l=arguments.length;for(o in t)o=="key"?i=t[o]:o=="ref"&&typeof e!="function"?s=t[o]:r[o]=t[o];return l>2&&(r.children=l>3?Jt.call(arguments,2):n),Ye(e,r,i,s,null)}function Ye(e,t,n,i,s){var o={type:e,props:t,key:n,ref:i,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Je,__v:s||++En,__i:-1,__u:0};return!s&&T.vnode&&T.vnode(o),o}function he(e){return e.children}function se(e,t){this.props=e,this.context=t,this.__g=0}function de(e,t){if(t==null)return e.__&&de(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:de(e)}function Ji(e){var t,n=e.__v,i=n.__e,s=[],o=[],r=e.__P;r&&((t=$e({constructor:Je},n)).__v=n.__v+1,T.vnode&&T.vnode(t),Zt(r,t,n,e.__n,r.namespaceURI,32&n.__u?[i]:null,s,i||de(n),32&n.__u,o),t.__v=n.__v,t.__.__k[t.__i]=t,Dn(s,t,o),n.__=n.__e=null,t.__e!=i&&Rn(t))}function Rn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Rn(e)}function Cn(e){(8&e.__g||(e.__g|=8,ue.push(e),mt++))&&Ht==T.debounceRendering||((Ht=T.debounceRendering)||queueMicrotask)(Ln)}function Ln(){try{for(var e,t=1;ue.length;)ue.length>t&&ue.sort(In),e=ue.shift(),t=ue.length,8&e.__g&&Ji(e)}finally{(mt=ue.length)&&(Ht||queueMicrotask)(Ln)}}function zn(e,t,n,i,s,o,r,l,u,p,c){var f,m,d,y,S,v,w=i.__k||$t,g=t.length;for(u=Zi(n,t,w,u,g),f=0;f<g;f++)(d=n.__k[f])!=null&&(m=~d.__i&&w[d.__i]||_t,d.__i=f,v=Zt(e,d,m,s,o,r,l,u,p,c),y=d.__e,(m.ref!=d.ref||8&m.__u)&&(m.ref&&Xt(m.ref,null,d,m),d.ref&&c.push(d.ref,d.__c||y,d)),S=S||y,4&d.__u?(u=Mn(d,u,e,!m.__v),m.__e&&(m.__e=null)):typeof d.type=="function"&&v!==void 0?u=v:y&&(u=y.nextSibling),d.__u&=-21);return n.__e=S,u}function Zi(e,t,n,i,s){var o,r,l,u,p,c,f,m,d,y=n.length,S=y,v=0,w=0,g=e.__k=Array(s);for(o=0;o<s;o++)(r=t[o])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=g[o]=Ye(null,r):Yt(r)?r=g[o]=Ye(he,{children:r}):r.constructor===Je&&r.__b?r=g[o]=Ye(r.type,r.props,r.key,r.ref,r.__v):g[o]=r,u=o+v,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=Xi(r,n,u,S))&&(S--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==u-1?v--:p==u+1?v++:p!=u&&(p>u?v--:v++,w=1)):(~p||(s>y?v--:s<y&&v++),typeof r.type!="function"&&(r.__u|=4))):g[o]=null;if(w){for(c=[],f=[],o=0;o<s;o++)if((r=g[o])&&16&r.__u){for(v=0,m=c.length;v<m;)c[d=v+m>>1]<r.__i?v=d+1:m=d;c[v]=r.__i,f[o]=v+1}for(v=c.length;o--;)f[o]&&(f[o]==v?v--:g[o].__u|=4)}if(S)for(o=0;o<y;o++)!(l=n[o])||2&l.__u||(l.__e==i&&(i=de(l)),Qt(l,l));return i}function Mn(e,t,n,i){var s,o,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(s=e.__k)for(o=0;o<s.length;o++)s[o]&&(s[o].__=e,t=Mn(s[o],t,n,!1));return t}for(t&&!t.parentNode&&(t=de(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!i&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function Xi(e,t,n,i){var s,o=e.key,r=e.type,l=t[n],u=l&&!(2&l.__u);if(l===null&&o==null||u&&o==l.key&&r==l.type)return n;if(i>(u?1:0)){for(s=n-1;s>=0;s--)if((l=t[s])&&!(2&l.__u)&&o==l.key&&r==l.type)return s;for(s=n+1;s<t.length;s++)if((l=t[s])&&!(2&l.__u)&&o==l.key&&r==l.type)return s}return-1}function Pn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function dt(e,t,n,i,s){var o,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof i=="string"&&(e.style.cssText=i=""),i)for(t in i)n&&t in n||Pn(e.style,t);if(n)for(t in n)i&&n[t]==i[t]||Pn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof i!="function"&&(i=null),(e.__e||(e.__e={}))[t]=n,n&&i||(r=Wt[t]||(Wt[t]=Qi(t)),(e.__a||(e.__a={}))[t]=Kt,o=t!=(t=t.replace(Nn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,o):e.removeEventListener(t,r,o));else{if(s=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function Qi(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[pt]==null)t[pt]=Kt++;else if(t[pt]<this.__a[e])return;return n(T.event?T.event(t):t)}}}function Zt(e,t,n,i,s,o,r,l,u,p){var c,f,m,d,y,S,v,w,g,I,A,b,z,G,V,Te,ne,me,oe=t.type;if(t.constructor!==Je)return null;128&n.__u&&(u=32&n.__u,c=n.__c.__z)&&(t.__u|=u,f=o=[],c.nodeType==8?l=ft(c,o):o.push(c),l=o[0]||l),(c=T.__b)&&c(t);e:if(typeof oe=="function"){m=r.length;try{if(w=t.props,g=(c=oe.prototype)&&c.render,I=(c=oe.contextType)&&i[c.__c],A=c?I?I.props.value:c.__:i,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(g?t.__c=d=new oe(w,A):(t.__c=d=new se(w,A),d.constructor=oe,d.render=ta),I&&I.sub(d),d.state||(d.state={}),d.__n=i,d.__g|=8,d.__h=[],d.__k=[]),g&&(d.__s||(d.__s=d.state),oe.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=$e({},d.__s)),$e(d.__s,oe.getDerivedStateFromProps(w,d.__s)))),y=d.props,S=d.state,d.__v=t,n.__c){if(w!==y&&g&&!oe.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(w,A),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(w,d.__s,A)===!1){t.__v!=n.__v&&(d.props=w,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ee){ee&&(ee.__=t)}),$t.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=de(n);break e}d.componentWillUpdate&&d.componentWillUpdate(w,d.__s,A),g&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate(y,S,v)})}else g&&!oe.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),g&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=A,d.props=w,d.__P=e,d.__g&=-5,b=T.__r,z=g?25:0;do d.__g&=-9,b&&b(t),c=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++z<25);g&&($t.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(i=$e({},i,d.getChildContext())),g&&n.__c&&d.getSnapshotBeforeUpdate&&(v=d.getSnapshotBeforeUpdate(y,S)),G=c&&c.type===he&&c.key==null?c.props.children:c,w.__P&&(c=l,s=(e=w.__P).namespaceURI,u=o=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ee){ee&&Qt(ee,ee)}),n.__k=null),l=n.__k?de(n,0):null),l=zn(e,Yt(G)?G:[G],t,n,i,s,o,r,l,u,p),w.__P&&(t.__e=null,l=c),t.__u&=-161,f&&f.some(_e),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(ee){if(r.length=m,t.__v=null,u||o)if(ee&&ee.then){if(t.__u|=128|u,o){for(~(ne=o.indexOf(l||void 0))||(ne=o.length);(me=o[ne-1])&&me.nodeType==8;)ne--;for(;ne<o.length;ne++)if(me=o[ne])if(o[ne]=null,V){if(me==Te)break}else{if(me.nodeType!=8)break;me.data.startsWith("$s")&&(Te=ft(V=me))}}if(!V){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;V=l}(c=ft(V=t.__c.__z||(t.__c.__z=V)))?(t.__e=V,l=c):t.__e=l,l=l&&l.nextSibling}else o&&o.some(_e);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ee&&ee.then||Un(t),T.__e(ee,t,n)}}else l=t.__e=ea(n.__e,t,n,i,s,o,r,u,p,e);return(c=T.diffed)&&c(t),l}function ft(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Un(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Un))}function Dn(e,t,n){for(var i=0;i<n.length;)Xt(n[i++],n[i++],n[i++]);T.__c&&T.__c(t,e),e.some(function(s){try{e=s.__h,s.__h=[],e.some(function(o){o.call(s)})}catch(o){T.__e(o,s.__v)}})}function ea(e,t,n,i,s,o,r,l,u,p){var c,f,m,d,y,S,v,w,g=n.props||_t,I=t.props,A=t.type;if(A=="svg"?s="http://www.w3.org/2000/svg":A=="math"?s="http://www.w3.org/1998/Math/MathML":s||(s="http://www.w3.org/1999/xhtml"),o){for(c=0;c<o.length;c++)if((y=o[c])&&(A?y.localName==A:y.nodeType==3)){e=y,o[c]=null;break}}if(!e){if(w=p.ownerDocument||document,!A)return w.createTextNode(I);e=w.createElementNS(s,A,I.is?I:p),l&&(T.__m&&T.__m(t,o),l=!1),o=null}if(A){if(p=A=="template"&&e.content||e,o=A=="textarea"&&I.defaultValue!=null?null:o&&Jt.call(p.childNodes),!l&&o)for(g={},c=0;c<e.attributes.length;c++)g[(y=e.attributes[c]).name]=y.value;for(c in g)y=g[c],c=="dangerouslySetInnerHTML"?m=y:c=="children"||c in I||c=="value"&&"defaultValue"in I||c=="checked"&&"defaultChecked"in I||dt(e,c,null,y,s);for(c in I)y=I[c],c=="children"?d=y:c=="dangerouslySetInnerHTML"?f=y:c=="value"?S=y:c=="checked"?v=y:l&&typeof y!="function"||g[c]===y||dt(e,c,y,g[c],s);f?(l||m&&(f.__html==m.__html||f.__html==e.innerHTML)||(e.innerHTML=f.__html),t.__k=[]):(m&&(e.textContent=""),(A=="foreignObject"||s=="http://www.w3.org/1998/Math/MathML"&&Yi.test(A))&&(s="http://www.w3.org/1999/xhtml"),zn(p,Yt(d)?d:[d],t,n,i,s,o,r,o?o[0]:n.__k&&de(n,0),l,u),o&&o.some(_e)),l&&A!="textarea"||(c="value",A=="progress"&&S==null?e.removeAttribute(c):S==null||S===e[c]&&(A!="progress"||S)||dt(e,c,S,g[c],s),c="checked",v!=null&&v!=e[c]&&dt(e,c,v,g[c],s))}else g===I||l&&e.data==I||(e.data=I);return e}function Xt(e,t,n,i){try{typeof e=="function"?t?t.__x=e(t)||1:i&&(i=i.__c||i.__e)&&(t=i.__x)&&(i.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(s){T.__e(s,n)}}function Qt(e,t,n){var i,s,o,r;if(T.unmount&&T.unmount(e),!(i=e.ref)||i.current&&i.current!=e.__e||Xt(i,null,t,e),i=e.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(l){T.__e(l,t)}i.__P=i.__n=null}if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&Qt(i[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(i=e.__c)&&(i=i.__z)&&(s=ft(i,o=[]))&&(i==e.__e&&o.some(_e),_e(s),_e(i)),n||_e(e.__e),e.__e=e.__c=e.__=null}function ta(e,t,n){return this.constructor(e,n)}function en(e,t){var n,i,s,o;T.__&&T.__(e,t),t.nodeType==9&&(t=t.documentElement),i=(n=e&&32&e.__u)?null:t.__k,t.__k=Ye(he,{children:[e]}),s=[],o=[],Zt(t,t.__k,i||_t,_t,t.namespaceURI,i?null:t.firstChild?Jt.call(t.childNodes):null,s,i?i.__e:t.firstChild,n,o),Dn(s,t.__k,o),t.__k.props.children=null}T={__e:function(e,t,n,i){for(var s,o,r;t=t.__;)if((s=t.__c)&&!(1&s.__g)){s.__g|=4;try{if((r=(o=s.constructor)&&o.getDerivedStateFromError)&&s.setState(o.getDerivedStateFromError(e)),s.componentDidCatch&&(s.componentDidCatch(e,i||{}),r=1),r&&8&s.__g)return void(s.__g|=2)}catch(l){e=l}}throw mt=0,e}},En=0,Gt=function(e){return e!=null&&e.constructor===Je},se.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=$e({},this.state)),typeof e=="function"&&(e=e($e({},n),this.props)),e&&($e(n,e),this.__v&&(t&&this.__k.push(t),Cn(this)))},se.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),Cn(this))},se.prototype.render=he,ue=[],mt=0,In=function(e,t){return e.__v.__b-t.__v.__b},pt=Symbol(),Nn=/(PointerCapture)$|Capture$/i,Kt=0,Wt={},Ki=0;var Oe,D,tn,qn,nn=Object.is,vt=0,Yn=[],an=[],M=T,jn=M.__b,Fn=M.__r,Bn=M.diffed,Vn=M.__c,Hn=M.unmount,Wn=M.__;function gt(e,t){M.__h&&M.__h(D,e,vt||t),vt=0;var n=D.__H||(D.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function C(e){return vt=1,na(Jn,e)}function na(e,t,n){var i=gt(Oe++,2);if(i.t=e,!i.__c&&(i.__=[n?n(t):Jn(void 0,t),function(o){var r=(i.__N||i.__)[0],l=i.t(r,o);nn(r,l)||(i.__N=[l,i.__[1]],i.__c.setState({}))}],i.__c=D,!D.__f)){D.__f=!0;var s=D.shouldComponentUpdate;D.shouldComponentUpdate=function(o,r,l){var u=this.__H;if(!u)return!0;var p=!1,c=this.props!=o;if(u.__.some(function(m){m.__N&&(p=!0,nn(m.__[0],m.__N[0])||(c=!0))}),s){var f=s.call(this,o,r,l);return p?f||c:f}return!p||c}}return i.__}function J(e,t){var n=gt(Oe++,3);!M.__s&&rn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,D.__H.__h.push(n))}function sn(e,t){var n=gt(Oe++,4);!M.__s&&rn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,D.__h.push(n))}function ie(e){return vt=5,yt(function(){return{current:e}},[])}function yt(e,t){var n=gt(Oe++,7);return rn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function ia(){var e;do{for(;e=an.shift();)try{Ze(e)}catch(n){M.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=Yn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Ze),t.__h.some(on),t.__h=[]}catch(n){t.__h=[],M.__e(n,e.__v)}}}while(an.length)}M.__b=function(e){D=null,jn&&jn(e)},M.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Wn&&Wn(e,t)},M.__r=function(e){Fn&&Fn(e),Oe=0;var t=(D=e.__c).__H;t&&(tn==D?D.__h=[]:(t.__h.some(Ze),t.__h.some(on),Oe=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),tn=D},M.diffed=function(e){Bn&&Bn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Kn(Yn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),tn=D=null},M.__c=function(e,t){t.some(function(n){try{n.__h.some(Ze),n.__h=n.__h.filter(function(i){return!i.__||on(i)})}catch(i){n.__h=[function(){throw i}]}}),Vn&&Vn(e,t)},M.unmount=function(e){Hn&&Hn(e);var t,n,i=e.__c;i&&i.__H&&(i.__H.__.some(function(s){try{if(s.__P&&s.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}s.__P=n,Kn(an.push(s))}else Ze(s)}catch(o){t=o}}),i.__H=void 0,t&&M.__e(t,i.__v))};var Gn=typeof requestAnimationFrame=="function";function aa(e){var t,n=function(){clearTimeout(i),Gn&&cancelAnimationFrame(t),setTimeout(e)},i=setTimeout(n,35);Gn&&(t=requestAnimationFrame(n))}function Kn(e){e!=1&&qn==M.requestAnimationFrame||((qn=M.requestAnimationFrame)||aa)(ia)}function Ze(e){var t=D,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),D=t}function on(e){var t=D;e.__c=e.__(),D=t}function rn(e,t){return!e||e.length!=t.length||t.some(function(n,i){return!nn(n,e[i])})}function Jn(e,t){return typeof t=="function"?t(e):t}var oa=Symbol.for("preact-signals");function kt(){if(re>1)re--;else{var e,t=!1;for((function(){var s=xt;for(xt=void 0;s!==void 0;){var o=s.S;if(o.v===s.v)for(var r=o.t;r!==void 0;r=r.x)r.i===s.i&&(r.i=o.i);s=s.o}})();Qe!==void 0;){var n=Qe;for(Qe=void 0,bt++;n!==void 0;){var i=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&Xn(n))try{n.c()}catch(s){t||(e=s,t=!0)}n=i}}if(bt=0,re--,t)throw e}}function cn(e){if(re>0)return e();ln=++sa,re++;try{return e()}finally{kt()}}var Xe,N=void 0;function et(e){var t=N,n=Xe;N=void 0,Xe=void 0;try{return e()}finally{N=t,Xe=n}}var Qe=void 0,re=0,bt=0,sa=0,ln=0,xt=void 0,St=0;function Zn(e){if(N!==void 0){var t=e.n;if(t===void 0||t.t!==N)return t={i:0,S:e,p:N.s,n:void 0,t:N,e:void 0,x:void 0,r:t},N.s!==void 0&&(N.s.n=t),N.s=t,e.n=t,32&N.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=N.s,t.n=void 0,N.s.n=t,N.s=t),t}}function j(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}j.prototype.brand=oa;j.prototype.h=function(){return!0};j.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:et(function(){var i;(i=t.W)==null||i.call(t)}))};j.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,i=e.x;n!==void 0&&(n.x=i,e.e=void 0),i!==void 0&&(i.e=n,e.x=void 0),e===this.t&&(this.t=i,i===void 0&&et(function(){var s;(s=t.Z)==null||s.call(t)}))}};j.prototype.subscribe=function(e){var t=this;return ge(function(){var n=t.value;et(function(){return e(n)})},{name:"sub"})};j.prototype.valueOf=function(){return this.value};j.prototype.toString=function(){return this.value+""};j.prototype.toJSON=function(){return this.value};j.prototype.peek=function(){var e=this;return et(function(){return e.value})};Object.defineProperty(j.prototype,"value",{get:function(){var e=Zn(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(bt>100)throw new Error("Cycle detected");(function(n){re!==0&&bt===0&&n.l!==ln&&(n.l=ln,xt={S:n,v:n.v,i:n.i,o:xt})})(this),this.v=e,this.i++,St++,re++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{kt()}}}});function K(e,t){return new j(e,t)}function Xn(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function Qn(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function ei(e){for(var t=e.s,n=void 0;t!==void 0;){var i=t.p;t.i===-1?(t.S.U(t),i!==void 0&&(i.n=t.n),t.n!==void 0&&(t.n.p=i)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=i}e.s=n}function ve(e,t){j.call(this,void 0,t),this.x=e,this.s=void 0,this.g=St-1,this.f=4}ve.prototype=new j;ve.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===St))return!0;if(this.g=St,this.f|=1,this.i>0&&!Xn(this))return this.f&=-2,!0;var e=N;try{Qn(this),N=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return N=e,ei(this),this.f&=-2,!0};ve.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}j.prototype.S.call(this,e)};ve.prototype.U=function(e){if(this.t!==void 0&&(j.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};ve.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(ve.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=Zn(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function wt(e,t){return new ve(e,t)}function ti(e){var t=e.j;if(e.j=void 0,typeof t=="function"){re++;var n=N;N=void 0;try{t()}catch(i){throw e.f&=-2,e.f|=8,un(e),i}finally{N=n,kt()}}}function un(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,ti(e)}function ra(e){if(N!==this)throw new Error("Out-of-order effect");ei(this),N=e,this.f&=-2;try{8&this.f&&un(this)}finally{kt()}}function Ae(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Xe&&Xe.push(this)}Ae.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Ae.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,ti(this),Qn(this),re++;var e=N;return N=this,ra.bind(this,e)};Ae.prototype.N=function(){2&this.f||(this.f|=2,this.u=Qe,Qe=this)};Ae.prototype.d=function(){this.f|=8,1&this.f||un(this)};Ae.prototype.dispose=function(){this.d()};function ge(e,t){var n=new Ae(e,t);try{n.c()}catch(s){throw n.d(),s}var i=n.d.bind(n);return i[Symbol.dispose]=i,i}var ni,Ot,Tt,la=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var ii=[];ge(function(){ni=this.N})();function Ce(e,t){T[e]=t.bind(null,T[e]||function(){})}function tt(e){if(Tt){var t=Tt;Tt=void 0,t()}Tt=e&&e.S()}function ai(e){var t=this,n=e.data,i=ua(n);i.name="ReactiveDom",i.value=n;var s=yt(function(){for(var l=t,u=t.__v;u=u.__;)if(u.__c){u.__c.__$f|=4;break}var p=wt(function(){var d=i.value.value;return d===0?0:d===!0?"":d||""}),c=wt(function(){return!Array.isArray(p.value)&&!Gt(p.value)}),f=ge(function(){if(this.N=oi,c.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),m=t.__$u.d;return t.__$u.d=function(){f(),m.call(this)},[c,p]},[]),o=s[0],r=s[1];return o.value?r.peek():r.value}ai.displayName="ReactiveTextNode";Object.defineProperties(j.prototype,{constructor:{configurable:!0,value:ht(he,null).constructor},type:{configurable:!0,value:ai},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Ce("__b",function(e,t){if(tt(),Ot=void 0,typeof t.type=="string"){var n,i=t.props;for(var s in i)if(s!=="children"){var o=i[s];o instanceof j&&(n||(t.__np=n={}),n[s]=o,i[s]=o.peek())}}e(t)});Ce("__r",function(e,t){if(e(t),t.type!==he){tt();var n,i=t.__c;i&&(i.__$f&=-2,(n=i.__$u)===void 0&&(i.__$u=n=(function(s,o){var r;return ge(function(){r=this},{name:o}),r.c=s,r})((function(s){return function(){var o;la&&((o=this.y)==null||o.call(this)),s.__$f|=1,s.setState({})}})(i),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Ot=i,tt(n)}});Ce("__e",function(e,t,n,i){tt(),Ot=void 0,e(t,n,i)});Ce("diffed",function(e,t){tt(),Ot=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var i=t.__np,s=t.props,o=n.U;if(o)for(var r in o){var l=o[r];l===void 0||i&&r in i||(l.d(),o[r]=void 0)}if(i){o||(o={},n.U=o);for(var u in i){var p=o[u],c=i[u];p===void 0?(p=ca(n,u,c,s),o[u]=p):p.o(c,s)}}}e(t)});function ca(e,t,n,i){var s=t in e&&e.ownerSVGElement===void 0,o=K(n);return{o:function(r,l){o.value=r,i=l},d:ge(function(){this.N=oi;var r=o.value.value;i[t]!==r&&(i[t]=r,s?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Ce("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var i=n.U;if(i){n.U=void 0;for(var s in i){var o=i[s];o&&o.d()}}}var r=t.__np;if(r){var l=t.props;for(var u in r)l[u]=r[u]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var c=p.__$u;c&&(p.__$u=void 0,c.d())}}e(t)});Ce("__h",function(e,t,n,i){i<3&&(t.__$f|=2),e(t,n,i)});se.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,i=n&&n.s!==void 0;for(var s in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var o=2&this.__$f;if(!(i||o||4&this.__$f)||1&this.__$f)return!0}else if(!(i||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function ua(e,t){return yt(function(){return K(e,t)},[])}var da=function(e){queueMicrotask(function(){queueMicrotask(e)})};function pa(){cn(function(){for(var e;e=ii.shift();)ni.call(e)})}function oi(){ii.push(this)===1&&(T.requestAnimationFrame||da)(pa)}var a=An.bind(ht);var At=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter}},te=K(void 0),le=e=>te.value?.scopes.includes(e)??!1;async function Pe(e,t){let n;try{n=await fetch(e,{credentials:"same-origin",...t})}catch(o){throw o instanceof DOMException&&o.name==="AbortError"?o:new At(0,{detail:"The server cannot be reached. Check the connection, then try again."})}n.status===401&&e!=="/session"&&(te.value=null);let i=n.headers.get("content-type")?.includes("json"),s=i?await n.json():await n.text();if(!n.ok)throw new At(n.status,i?s:{});return{body:s,position:Number(n.headers.get("gatelog-position")??NaN)}}async function Ct(){try{te.value=(await Pe("/session")).body}catch{te.value=null}}async function si(e){te.value=(await Pe("/session",{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function ri(){await Pe("/session",{method:"DELETE"}),te.value=null}function Z(e,t={},n={}){let i=new URLSearchParams;for(let[o,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&i.append(o,String(l));return e.replace(/\{(\w+)\}/g,(o,r)=>encodeURIComponent(n[r]??""))+(i.size?`?${i}`:"")}var ye=K([]);function k(e,t,n){return be(t&&Z(e,t,n))}function be(e){let[t,n]=C(0),i=`${e}#${t}`,[s,o]=C({to:"",position:NaN});sn(()=>{if(!e)return;let p=new AbortController;return ye.value=[...ye.peek(),e],Pe(e,{signal:p.signal}).then(({body:c,position:f})=>o({to:i,data:c,position:f}),c=>p.signal.aborted||o({to:i,error:c,position:NaN})),()=>{p.abort(),ye.value=ye.peek().toSpliced(ye.peek().indexOf(e),1)}},[i]);let{data:r,error:l,position:u}=e?s:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:u,loading:e!==null&&s.to!==i,url:e,reload:()=>n(t+1)}}function li(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",i]=e.split("/").map(fa);return{page:n,id:i||null,params:new URLSearchParams(t),opened:new Date}}function fa(e){try{return decodeURIComponent(e)}catch{return e}}var $=K(li());addEventListener("hashchange",()=>{let e=$.value;$.value=li(),(e.page!==$.value.page||e.id!==$.value.id)&&scrollTo(0,0)});function x(e,t=null,n={}){let i=n instanceof URLSearchParams?n:ui(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${i.size?`?${i}`:""}`}var R=e=>x($.value.page,$.value.id,ui($.value.params,e));function F(e){location.hash=R(e)}var ci=["after","before","row","position"],ma=[...ci,"live"];function ui(e,t){let n=new URLSearchParams(e);Object.keys(t).some(i=>!ma.includes(i)&&!/_(after|before)$/.test(i))&&ci.forEach(i=>n.delete(i));for(let[i,s]of Object.entries(t)){n.delete(i);for(let o of Array.isArray(s)?s:[s??""])o!==""&&n.append(i,String(o))}return n}function xe(e){let{params:t}=$.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function Pt(e,t){let n=`gatelog.${e}`,i=K(localStorage.getItem(n)??t);return i.subscribe(s=>localStorage.setItem(n,s)),i}var dn=Pt("theme","system"),nt=Pt("zone","local");var _a=6e4,pi=60*_a,Se=24*pi,Ee={"24h":["24 hours",Se],"7d":["7 days",7*Se],"30d":["30 days",30*Se],"90d":["90 days",90*Se]},pn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",B=()=>nt.value==="utc"?"UTC":pn,di=new Map;function L(e,t="second"){let n=B(),i=di.get(n);i||(i=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),di.set(n,i));let s=i.format(new Date(e));return t==="clock"?s.slice(11,16):s.slice(0,{second:19,minute:16,day:10,month:7}[t])}var ce=e=>!e||Number.isNaN(Date.parse(e))?"":L(e,"minute").replace(" ","T"),ae=e=>e?new Date(nt.value==="utc"?`${e}Z`:e).toISOString():null;function it(e){let t=[],n=Math.round(e/1e3);for(let[i,s]of[["d",86400],["h",3600],["min",60],["s",1]]){let o=Math.floor(n/s);if(n-=o*s,o>0&&t.length<2)t.push(`${o} ${i}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function fi(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${it(t).split(" ").slice(0,2).join(" ")} ago`}var $a=e=>ae(`${L(e,"day")}T00:00`)??new Date(e).toISOString();function Ie({params:e,opened:t}){let n=e.get("since"),i=e.get("until")??void 0,s=i?Date.parse(i):t.getTime(),o=e.get("last")??"7d",r=Ee[o]?.[1]??Ee["7d"][1],l=n?Date.parse(n):s-r,u=s-l,p=u<=3*Se?"hour":u<=100*Se?"day":u<=600*Se?"week":"month";return{since:n??(p==="hour"?new Date(l-l%pi).toISOString():$a(l)),until:i,interval:p,last:n||i?null:o}}var ha=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function _({children:e}){let n=[e].flat().map(i=>String(i??"")).join("").split(ha);return a`<bdi>${n.map((i,s)=>s%2===0?i:a`<span class="invisible">\\u{${i.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}var fn=({children:e})=>[e].flat().join("").split("`").map((t,n)=>n%2===0?t:a`<code>${t}</code>`);function h({at:e,to:t}){return e?a`<time datetime=${e} title=${`${L(e)} ${B()}
${e}`}>${L(e,t)}</time>`:a`<span class="faint">–</span>`}function pe({text:e,label:t="Copy",quiet:n=!1}){let[i,s]=C("");return a`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await navigator.clipboard?.writeText(e).then(()=>s("Copied"),()=>s("Not copied")),setTimeout(()=>s(""),2e3)}} title=${e}>
    ${i||t}</button>`}function q({id:e,page:t,params:n}){if(!e)return a`<span class="faint">–</span>`;let i=a`<code class="id"><${_}>${e}<//></code>`;return a`<span class="nowrap" title=${e}>${t?a`<a href=${x(t,e,n)}>${i}</a>`:i}
    <${pe} text=${e} quiet /></span>`}var P=({tone:e="plain",children:t,title:n})=>a`<span class=${`badge ${e}`} title=${n}>${t}</span>`,E=({title:e,id:t,tools:n,children:i})=>a`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&a`<div class="tools">${n}</div>`}</header>
  ${i}
</section>`,H=({rows:e})=>a`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>a`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?a`<${_}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,Et=({title:e,children:t,tone:n="",busy:i=!1})=>a`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${i}>
    <p class="state-title">${e}</p>${t}
  </div>`,mn=()=>a`<${Et} title="Loading…" busy tone="loading" />`,It=({notes:e=[],title:t="Nothing matches."})=>a`<${Et} title=${t}>
  ${e.map(n=>a`<p><${_}>${n}<//></p>`)}
  ${e.length===0&&a`<p>The log holds nothing of this kind. No filter was ignored.</p>`}
<//>`,mi=({children:e})=>a`<${Et} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,ke=({scope:e,children:t})=>le(e)?t:a`<${mi}>It needs the scope <code>${e}</code>.<//>`;function we({error:e,retry:t}){return e.status===403?a`<${mi}><${_}>${e.message}<//>.<//>`:a`<${Et} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${_}>${e.message}<//></p>
    <p class="faint">${e.parameter&&a`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&a`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&a`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function O({answer:e,children:t}){return e.error&&!e.loading?a`<${we} error=${e.error} retry=${e.reload} />`:e.data?a`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?a`<${mn} />`:null}var _n=K(null),va={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function $n(e,t,n){let i=$.value.params.getAll(e).filter(s=>s.replace(/^!/,"")!==t);F({[e]:[...i,n?`!${t}`:t]})}function Y({name:e,value:t,title:n,page:i=va[e],children:s}){return t==null||t===""?a`<span class="faint">–</span>`:a`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return $n(e,t,!0);let l=r.currentTarget.getBoundingClientRect();_n.value={name:e,value:t,label:n??t,page:i,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${_}>${s??t}<//></button>`}function _i(){let e=ie(null),t=_n.value;if(J(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},i=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let u=[...r.currentTarget.querySelectorAll("button")],p=u.findIndex(c=>c===document.activeElement);u[(p+l+u.length)%u.length]?.focus()},s={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},o=(r,l)=>a`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return a`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${s} onKeyDown=${i} onToggle=${r=>r.newState==="closed"&&(_n.value=null)}>
    <p><span class="faint">${t.name}</span> <${_}>${t.label}<//></p>
    ${o("Only this",()=>$n(t.name,t.value,!1))}
    ${o("Leave this out",()=>$n(t.name,t.value,!0))}
    ${t.page&&o("Open its page",()=>{location.hash=x(t.page??"",t.value)})}
    ${o("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var $i=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function hi(){let e=[...new Set(ye.value)];return e.length===0?null:a`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>a`<li key=${t}><code><${_}>${$i(t)}<//></code> <${pe}
      text=${$i(t)} /></li>`)}</ul>
  </details>`}var Ne=180,Re=40,Nt=22,fe=8;function ga(e){let[t,n]=C(0);return J(()=>{if(!e.current)return;let i=new ResizeObserver(([s])=>s&&n(s.contentRect.width));return i.observe(e.current),()=>i.disconnect()},[]),t}function ya(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return[1,2,4,5,10].map(n=>n*t).find(n=>n>=e)??e}var vi=e=>e.reduce((t,n)=>t+(n??0),0),gi=e=>e===null?"not covered":e.toLocaleString("en");function Le({label:e,series:t,bars:n,interval:i,onZoom:s}){let o=ie(null),r=ga(o),[l,u]=C(-1),[p,c]=C(null),f=ya(Math.max(...n.map(({values:b})=>vi(b)),1)),m=Math.max(r-Re,1)/Math.max(n.length,1),d=b=>fe+(Ne-fe-Nt)*(1-b/f),y=i==="hour"?"minute":i==="month"?"month":"day",S=b=>{let z=b.clientX-b.currentTarget.getBoundingClientRect().left-Re;return Math.max(0,Math.min(n.length-1,Math.floor(z/m)))},v=(b,z)=>{let[G,V]=[n[Math.min(b,z)],n[Math.max(b,z)]];G&&V&&s?.(G.start,V.end)},w=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),g=n[l],[I,A]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return a`<figure class="chart" ref=${o}>
    <figcaption>
      <span class="when">${g?L(g.start,y):e}${g&&!g.covered?", before the log: at least":""}</span>
      ${t.map((b,z)=>a`<span key=${b} class="key"><i class=${`s${z}`}></i>${b}
        <b>${g?gi(g.values[z]??null):vi(n.map(({values:G})=>G[z]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ne}
      class=${s?"zooms":""}
      onPointerMove=${b=>{u(S(b)),p&&c([p[0],S(b)])}}
      onPointerLeave=${()=>u(-1)}
      onPointerDown=${b=>{s&&(b.currentTarget.setPointerCapture(b.pointerId),c([S(b),S(b)]))}}
      onPointerCancel=${()=>c(null)}
      onPointerUp=${()=>{p&&v(...p),c(null)}}>
      ${[0,f/2,f].map(b=>a`<g key=${b}>
        <line class="grid" x1=${Re} x2=${r} y1=${d(b)} y2=${d(b)} />
        ${Number.isInteger(b)&&a`<text x=${Re-8} y=${d(b)+4} text-anchor="end">
          ${b.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((b,z)=>{let G=Re+z*m,V=0;return a`<g key=${b.start} class=${b.covered?"":"uncovered"}>
          ${!b.covered&&a`<rect class="gap" x=${G} y=${fe} width=${m} height=${Ne-fe-Nt} />`}
          ${b.values.map((Te,ne)=>Te?(V+=Te,a`<rect key=${ne} class=${`s${ne}`} x=${G+m*.12} width=${m*.76} y=${d(V)}
              height=${Math.max(1,d(V-Te)-d(V))} />`):null)}
          ${z%w===0&&a`<text x=${G+m/2} y=${Ne-6}
            text-anchor=${z===0?"start":"middle"}>
            ${y==="minute"?L(b.start,L(b.start,"clock")==="00:00"?"day":"clock").slice(-5):L(b.start,y).slice(y==="day"?5:0)}</text>`}
          ${z===l&&a`<rect class="hover" x=${G} y=${fe} width=${m}
            height=${Ne-fe-Nt} />`}
        </g>`})}
      ${p&&a`<rect class="selection" x=${Re+I*m} width=${(A-I+1)*m} y=${fe}
        height=${Ne-fe-Nt} />`}
    </svg>
    <${ba} ...${{label:e,series:t,bars:n,to:y,zoom:s&&v}} />
  </figure>`}function ba({label:e,series:t,bars:n,to:i,zoom:s}){let[o,r]=C(!1),l=n.some(({covered:u})=>!u);return a`<details class="numbers" onToggle=${u=>r(u.currentTarget.open)}>
    <summary>Numbers</summary>${o&&a`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${B()}</th>
        ${t.map(u=>a`<th scope="col" class="number">${u}</th>`)}</tr></thead>
      <tbody>${n.map((u,p)=>a`<tr key=${u.start}>
        <th scope="row">${s?a`<button type="button" class="value" title="Zoom to it" onClick=${()=>s(p,p)}>${L(u.start,i)}</button>`:L(u.start,i)}</th>
        ${u.values.map(c=>a`<td class="number">${c!==null&&!u.covered?"≥ ":""}${gi(c)}
          </td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>${l&&a`<p
    class="faint">Shaded: from before the log began. Of then it holds only what was delivered later.</p>`}`}var hn=["signed_in","sign_in_pending"],yi=["signed_out","session_revoked"],ze=["impersonation_started","agent_session_started"],at=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],xa=new Set([...ze,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),U=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},Rt=e=>xa.has(e)?"warn":hn.includes(e)?"good":"plain",bi={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from the address of the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var Me=[{name:"Sign-ins",values:hn},{name:"Sign-outs",values:yi},{name:"Security and impersonation",values:[...at,...ze]},{name:"Other",values:null}];function vn({counts:e,other:t,covered:n},{values:i},s){if(!e)return null;let o=new Set(s.flatMap(u=>u.values??[])),l=(i??Object.keys(e).filter(u=>!o.has(u))).reduce((u,p)=>u+(e[p]??0),i?0:t??0);return l===0&&!n?null:l}var Ue=(e,t)=>e.map(n=>({...n,values:t.map(i=>vn(n,i,t))}));function Lt(e){let{since:t,until:n,interval:i}=Ie(e);return{since:t,until:n,interval:i,time_zone:B()}}var xi=5;function Si(e,t){let n=t.filter(i=>e.has(i)&&!["source","instance_id"].includes(i));for(let i of["action","country","browser"]){let s=e.getAll(i);if(n.length!==1||n[0]!==i||s.some(l=>l.startsWith("!")))continue;let o=s.slice(0,xi).map(l=>({name:i==="action"?U(l):l,values:[l]})),r=s.slice(xi);return{by:i,ignored:[],groups:r.length>0?[...o,{name:"further values",values:r}]:o}}return{by:"action",groups:Me,ignored:n}}function Sa({filter:e,value:t}){let n=$.value.params.getAll(e.name),i=e.several&&t.startsWith("!"),s=i?t.slice(1):t,o=r=>R({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return a`<li class=${i?"chip excluded":"chip"}>
    <span>${e.label} ${i?"is not":"is"}</span>
    <b><${_}>${e.kind==="time"?L(s,"minute"):s}<//></b>
    ${e.several&&a`<a href=${o(i?s:`!${s}`)} title="Turn around"
      aria-label=${`${e.label} ${s}: ${i?"show only":"leave out"}`}>${i?"=":"≠"}</a>`}
    <a href=${o(null)} aria-label=${`Remove ${e.label} ${s}`} title="Remove">×</a>
  </li>`}function ka({filters:e}){let[t,n]=C(e[0]?.name??""),i=e.find(l=>l.name===t)??e[0];if(!i)return null;let s=l=>{l.preventDefault();let u=new FormData(l.currentTarget),p=String(u.get("value")??"").trim(),c=i.kind==="time"?ae(p):p;if(!c)return;let f=i.several?$.value.params.getAll(t).filter(m=>m!==c):[];F({[t]:[...f,u.get("not")==="1"?`!${c}`:c]}),l.currentTarget.reset()},{kind:o}=i,r=`values-of-${t}`;return a`<form class="add" onSubmit=${s} aria-label="Add a filter">
    <select aria-label="Filter" value=${t} onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>a`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${i.several&&a`<select name="not" aria-label="Relation"><option value="">is</option><option
      value="1">is not</option></select>`}
    ${typeof o=="string"?a`<input key=${t} name="value" aria-label="Value" type=${o==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${o==="time"?"":"value"} />`:o.length>12?a`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${o.map(l=>a`<option value=${l} />`)}</datalist>`:a`<select key=${t} name="value" aria-label="Value">${o.map(l=>a`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function wa({name:e,label:t}){return a`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),F({[e]:String(new FormData(i.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${$.value.params.get(e)}
      defaultValue=${$.value.params.get(e)??""}
      aria-label=${t} placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function De({filters:e,search:t}){let{params:n}=$.value,i=e.flatMap(o=>n.getAll(o.name).map(r=>({filter:o,value:r}))),s=Object.fromEntries(e.map(({name:o})=>[o,null]));return a`<div class="filters">
    ${t&&a`<${wa} name="q" label=${t} />`}
    <${ka} filters=${e.filter(({name:o})=>o!=="q")} />
    ${i.length>0&&a`<ul class="chips" aria-label="Filters that are set">
      ${i.map(({filter:o,value:r})=>a`<${Sa} key=${o.name+r} filter=${o} value=${r} />`)}
      ${i.length>1&&a`<li><a href=${R(s)}>Remove all</a></li>`}
    </ul>`}
  </div>`}function zt(){let{since:e,until:t,last:n}=Ie($.value),i=s=>a`<label>${s==="since"?"From":"Until"}
    <input type="datetime-local" value=${ce({since:e,until:t??null}[s])}
      onChange=${o=>F({since:e,until:t,[s]:ae(o.currentTarget.value),last:null})} /></label>`;return a`<div class="range" role="group" aria-label=${`Range of time, ${B()}`}>
    <div class="segments">${Object.entries(Ee).map(([s,[o]])=>a`<a key=${s} class=${n===s?"on":""}
      aria-current=${n===s} href=${R({last:s,since:null,until:null})}>${o}</a>`)}</div>
    ${i("since")} ${i("until")}
  </div>`}var Ta=50,Oa=e=>e?20:Ta,ki=new Map;function wi(e,t){let n=t.filter(({hidden:s})=>!s).map(({name:s})=>s).join(","),i=ki.get(e)??Pt(`columns${e}`,n);return ki.set(e,i),i}function Aa({path:e,columns:t}){let n=wi(e,t),i=new Set(n.value.split(",")),s=o=>{i.delete(o)||i.add(o),n.value=t.map(r=>r.name).filter(r=>i.has(r)).join(",")};return a`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:o,label:r})=>a`<label key=${o}><input type="checkbox" checked=${i.has(o)}
      onChange=${()=>s(o)} /> ${r}</label>`)}
  </div></details>`}var Mt=({path:e,query:t})=>a`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>a` <a key=${n} download href=${Z(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function qe({columns:e,path:t,rows:n,id:i,caption:s,mark:o}){let r=new Set(wi(t,e).value.split(",")),l=e.filter(({name:u})=>r.has(u));return a`<div class="scroll" tabindex="0" role="region" aria-label=${s}><table class="rows">
    <caption class="hidden">${s}</caption>
    <thead><tr>${l.map(({name:u,label:p})=>a`<th key=${u} scope="col">${p}</th>`)}</tr></thead>
    <tbody>${n.map(u=>a`<tr key=${i(u)} class=${o?.(u)??""}>
      ${l.map(({name:p,label:c,cell:f,wide:m})=>a`<td key=${p} data-label=${c}
        class=${m?"wide":p}><div>${f(u)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function X({path:e,query:t,columns:n,id:i,caption:s,mark:o,before:r=[],tools:l,part:u="",paged:p=!0}){let{params:c}=$.value,[f,m]=[`${u}after`,`${u}before`],d={after:c.get(f),before:c.get(m)},[y,S]=C(void 0),v=be(Z(e,{...t,...p&&{limit:Oa(u),...d,count:y}}));return a`<div class="list">
    <div class="bar">${l?.(v)}
      <span class="spring"></span>
      ${v.data?.page?.count!==void 0?a`<span class="count">
        ${v.data.page.count.toLocaleString("en")} rows</span>`:p&&a`<button type="button" onClick=${()=>S("exact")}>Count</button>`}
      <${Mt} path=${e} query=${t} /><${Aa} path=${e} columns=${n} />
    </div>
    <${O} answer=${v}>${({data:w,page:g,notes:I})=>{let A=new Set(w.map(i)),b=[...r.filter(z=>!A.has(i(z))),...w];return a`
        ${b.length===0&&!g?.incomplete?a`<${It} notes=${I} />`:a`
          ${I?.map(z=>a`<p class="note" key=${z}><${_}>${z}<//></p>`)}
          <${qe} columns=${n} path=${e} rows=${b} id=${i} caption=${s} mark=${o} />`}
        ${g&&a`<nav class="pages" aria-label="Pages">
          ${g.prev&&(d.after||d.before)&&a`<a rel="prev" href=${R({[m]:g.prev,[f]:null})}>← Previous</a>`}
          ${g.next&&(g.has_more||d.before)&&a`<a rel="next" href=${R({[f]:g.next,[m]:null})}>
            ${g.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var ot=["true","false"],st=(e,t)=>t,je=(e,t,n)=>t?a`<a href=${x(n,t)} title=${t}><${_}>${e}<//></a>`:e||"–",rt=e=>[e.city,e.country].filter(Boolean).join(", "),lt=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),Fe=e=>e.ended_at?a`<${h} at=${e.ended_at} to="minute" /> <span class="faint"><${_}>
    ${U(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:a`<span class="faint">open</span>`,gn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,yn=e=>a`
  ${e.deleted_at&&a`<${P} tone="warn">Deleted<//>`} ${e.banned&&a`<${P} tone="warn">Banned<//>`}
  ${e.locked&&a`<${P} tone="warn">Locked<//>`} ${e.deprovisioned&&a`<${P} tone="warn">Deprovisioned<//>`}`;function Ca(e){return $.value.page==="activity"&&!$.value.id?R({row:e.svix_id}):x("activity",e.svix_id,{source:e.source==="system"?"system":null})}var bn=[{name:"occurred_at",label:"Time",cell:e=>a`<${h} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>a`<span class=${`badge ${Rt(t)}`} key=${t}><${Y} name="action" value=${t}>
      ${U(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>a`<a class="row-link" href=${Ca(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${_}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>a`<${Y} name="user_id"
    value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>a`<${Y} name="actor_id" value=${e.actor.id}
    title=${e.actor.name??void 0}>${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>a`<${Y} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>a`<${Y} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>a`<${Y} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>a`<${Y} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>a`<${Y} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>a`<${Y} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>a`<${Y} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>a`<${h} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Pa=[{name:"started_at",label:"Started",cell:e=>a`<a href=${x("sessions",e.session_id)}><${h}
    at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",wide:!0,cell:e=>je(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acting",cell:e=>e.impersonated?a`<${P} tone="warn">Impersonated<//> ${e.impersonator_id&&a`by <a class="short" href=${x("users",e.impersonator_id)} title=${e.impersonator_id}><${_}>
        ${e.impersonator_id}<//></a>`}`:a`<span class="faint">in person</span>`},{name:"status",label:"Status",cell:e=>a`<${Y} name="status" value=${e.status}>
    ${U(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:Fe},{name:"duration",label:"Duration",cell:e=>e.duration_ms==null?"–":it(e.duration_ms)},{name:"ip",label:"Address",cell:e=>e.ip??"–"},{name:"country",label:"Place",cell:e=>a`<${Y} name="country" value=${e.country}>${rt(e)}
    <//>`},{name:"browser",label:"Device",cell:e=>a`<${Y} name="browser" value=${e.browser}>${lt(e)}
    <//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>a`<${h} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.session_id}
    page="sessions" />`}],Ea=[{name:"name",label:"Name",wide:!0,cell:e=>a`${je(gn(e),e.user_id,"users")} ${yn(e)}`},{name:"email",label:"E-mail",cell:e=>a`<${_}>${e.primary_email??"–"}<//>
    ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>a`<span class="faint">formerly <${_}>
      ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>a`<${h} at=${e.last_sign_in_at}
    to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>a`<${h} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.user_id} page="users" />`}],Ia=[{name:"name",label:"Name",wide:!0,cell:e=>a`${je(e.name??e.organization_id,e.organization_id,"organizations")}
    ${e.deleted_at&&a`<${P} tone="warn">Deleted<//>`}`},{name:"slug",label:"Slug",cell:e=>a`<${_}>${e.slug??"–"}<//>`},{name:"created_at",label:"Created",cell:e=>a`<${h} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>a`<${q} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.organization_id} page="organizations" />`}],Na=[{name:"user",label:"Member",wide:!0,cell:e=>je(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>a`<${_}>${e.user_email??"–"}<//>`},{name:"role",label:"Role",cell:e=>a`<${_}>
    ${e.roles?.join(", ")||e.role_name||e.role||"–"}<//>`},{name:"organization",label:"Organization",hidden:!0,cell:e=>je(e.organization_name??"",e.organization_id,"organizations")},{name:"started_at",label:"Since",cell:e=>a`<${h} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:Fe}],Ra=[{name:"email",label:"Invited",wide:!0,cell:e=>a`<${_}>${e.email??"–"}<//>`},{name:"status",label:"Status",cell:e=>a`${U(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>a`<${_}>${e.role_name??e.role??"–"}<//>`},{name:"inviter",label:"By",cell:e=>je(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>a`<${h} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>a`<${h} at=${e.settled_at} to="minute" />`}],xn=[{name:"name",label:"Name",wide:!0,cell:e=>a`<${_}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>a`<${_}>${e.owner??"–"}<//>`},{name:"status",label:"Status",cell:e=>a`<${P} tone=${e.status==="valid"?"good":"warn"}>
    ${U(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>a`<${h} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?a`<${h} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>a`<${q} id=${e.key_id} />`}],La=e=>st("/v1/activity",[{name:"action",label:"Action",kind:e,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0},{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),za=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Ma=[{name:"country",label:"Country",kind:"text"},{name:"city",label:"City",kind:"text"},{name:"browser",label:"Browser",kind:"text"}],W={"/v1/activity":{title:"Activity",columns:bn,id:e=>`${e.source}/${e.svix_id}`,filters:La(za),search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Pa,id:e=>`${e.source}/${e.session_id}`,filters:st("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:ot},{name:"agent",label:"Agent",kind:ot},{name:"status",label:"Status",kind:["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"]},{name:"user_id",label:"User",kind:"text"},{name:"impersonator_id",label:"Impersonator",kind:"text"},{name:"organization_id",label:"Organization",kind:"text"},...Ma])},"/v1/users":{title:"Users",columns:Ea,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:st("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:ot},{name:"banned",label:"Banned",kind:ot},{name:"never_signed_in",label:"Never signed in",kind:ot},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Ia,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:st("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Na,id:e=>`${e.source}/${e.membership_id}`,filters:st("/v1/memberships",[{name:"role",label:"Role",kind:"text"},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Ra,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:xn,id:e=>e.key_id,filters:[],paged:!1}};var Ua=500,Da=["until","since","received_since","received_until"];function Ti(e,t){let[n,i]=C([]),[s,o]=C(""),r=ie(""),l=Z("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([u])=>!Da.includes(u))));return J(()=>{r.current="",i([])},[l]),J(()=>{if(!t)return o("");let u=r.current&&`${l.includes("?")?"&":"?"}after=${encodeURIComponent(r.current)}`,p=new EventSource(l+u);o("connecting");let c=f=>{if(f.lastEventId&&(r.current=f.lastEventId),o("live"),f.type==="heartbeat")return;let m=JSON.parse(f.data);i(d=>[m,...d.filter(({svix_id:y})=>y!==m.svix_id)].slice(0,Ua))};for(let f of["message","revision","heartbeat"])p.addEventListener(f,c);return p.addEventListener("closed",f=>o(JSON.parse(f.data).detail)),p.addEventListener("error",()=>{if(p.readyState!==EventSource.CLOSED)return o("connecting");o("The stream was refused. Remove a filter, or pause and start it again."),Ct()}),()=>p.close()},[l,t]),{rows:n,state:s}}var Sn=()=>{let e=$.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null},Oi=e=>Math.max(e.revision??0,e.revised_at_position??0);function Ut(e){let t=Sn();return t===null?"":e.position>t?"late":Oi(e)>t?"revised":""}function Be({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:$.value.params.get("row")};return a`<${pe} label="Copy permalink" text=${location.origin+location.pathname+R(n)} />`}function Dt({query:e}){let t=Sn(),n=k("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:20});if(t===null||!n.data)return null;let i=n.data.data.filter(o=>o.position>t),s=n.data.data.filter(o=>Ut(o)==="revised");return i.length+s.length===0?a`<p class="note"
      role="status">This link was made at position ${t}. Nothing was recorded since that belongs here.</p>`:a`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> Since then ${i.length===20?"at least 20 events were":i.length===1?"an event was":`${i.length} events were`} recorded that belong here${s.length>0?`, and ${s.length} rows say something else`:""}:</p>
    <ul>${[...i,...s].slice(0,5).map(o=>a`<li key=${o.svix_id}><${h} at=${o.occurred_at} />
      <a href=${x("activity",o.svix_id)}><${_}>${o.summary}<//></a></li>`)}</ul>
  </div>`}function Ai({row:e}){return Ut(e)!=="revised"?null:a`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${Sn()}): an event that
    happened just before it arrived late, at position ${Oi(e)}. Its actions and changes are compared with
    that event now.</p>`}var qa=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function ct({value:e}){return e==null?a`<span class="faint">none</span>`:typeof e=="string"&&qa.test(e)?a`<${h} at=${e} />`:Array.isArray(e)?e.length===0?a`<span class="faint">empty</span>`:e.map(t=>a`<div><${ct} value=${t} /></div>`):typeof e=="object"?a`<dl class="object">${Object.entries(e).map(([t,n])=>a`<div key=${t}><dt>${t}</dt><dd><${ct} value=${n} /></dd></div>`)}</dl>`:a`<${_}>${e}<//>`}function Ci(e,t){return[e,t].every(i=>i&&typeof i=="object"&&!Array.isArray(i))?Object.fromEntries(Object.entries(e).filter(([i,s])=>JSON.stringify(s)!==JSON.stringify(t[i]))):e}function ja({first_seen:e,no_longer_reported:t,reported_again:n}){return e?a`<${P} title="The previous version did not contain the field">not known before<//>`:t?a`<${P} title="The value is unknown from then on">no longer reported<//>`:n?a`<${P} title="The same value as was last reported">reported again<//>`:null}function ut({changes:e,before:t="Before",after:n="After"}){return a`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((i,s)=>a`<tr key=${s}>
      <th scope="row"><${_}>${i.field.replace(/_/g," ")}<//> ${ja(i)}</th>
      ${i.keys?a`<td colspan="2" data-label="Keys, without their values"><div>
        <${ct} value=${i.keys} /></div></td>`:a`
        <td class="before" data-label=${t}><div><${ct} value=${Ci(i.from,i.to)} /></div></td>
        <td class="after" data-label=${n}><div><${ct} value=${Ci(i.to,i.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var Pi=({id:e})=>a`<div class="card">
  <${kn} id=${e} source=${$.value.params.get("source")} /></div>`;function kn({id:e,source:t}){let n={source:t??void 0},i=k("/v1/activity/{svix_id}",n,{svix_id:e});return a`<${O} answer=${i}>${s=>a`
    <h2 class="sentence"><${_}>${s.summary}<//></h2>
    <p>${s.actions.map(o=>a`<${P} key=${o} tone=${Rt(o)}><${_}>
      ${U(o)}<//><//> `)}
      <${h} at=${s.occurred_at} /> <${Be} position=${i.position} times=${{}} /></p>
    <${Ai} row=${s} />
    <${Va} row=${s} />
    ${s.changes.length>0&&a`<h3>What changed</h3><${ut} changes=${s.changes} />`}
    ${s.baseline&&a`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${H} rows=${[["Actor",a`${U(s.actor.kind)} ${s.actor.name&&a`<b><${_}>${s.actor.name}<//></b>`} ${s.actor.id&&a`<${q} id=${s.actor.id} page=${s.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",a`${s.actor.inferred?a`<${P} tone="warn">Inferred<//>`:a`<${P} tone="good">Reported<//>`} ${bi[s.actor.basis]}`],["User",s.user_id&&a`<${q} id=${s.user_id} page="users" />`],["Session",s.session_id&&a`<${q} id=${s.session_id} page="sessions" />`],["Organization",s.organization_id&&a`<${q} id=${s.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${H} rows=${[["Address",s.ip&&a`<${_}>${s.ip}<//> <${pe} text=${s.ip} quiet />`],["All addresses",s.ips.length>1?s.ips.join(", "):null],["Place",[s.city,s.country].filter(Boolean).join(", ")],["Browser",s.browser],["User agent",s.user_agent],["New to the user",Object.entries(s.new_to_user??{}).filter(([,o])=>o).map(([o])=>o).join(", ")]]} />
    <h3>In the log</h3>
    <${H} rows=${[["Position",String(s.position)],["svix-id",a`<${q} id=${s.svix_id} />`],["Type",s.type],["Source",s.source],["Instance",s.instance_id],["Received",a`<${h} at=${s.received_at} />`],["Time is from",U(s.occurred_basis)],["Revised at position",s.revised_at_position==null?null:String(s.revised_at_position)]]} />
    <${ke} scope="events:read"><${Fa} id=${s.svix_id} query=${n} /><//>`}<//>`}function Fa({id:e,query:t}){let[n,i]=C(!1),s={svix_id:e},o=k("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},s);return a`<${O} answer=${o}>${r=>a`
    <${H} rows=${[["Came by",r.via],["Commitment",a`<code class="id"><${_}>${r.commitment}<//></code> <${pe} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${le("events:body")?a`
        ${r.payload_redacted&&a`<button type="button" onClick=${()=>i(!0)}>Show all of it</button>`}
        <a download href=${Z("/v1/events/{svix_id}/payload",t,s)}>Download as it was sent</a>`:r.payload_redacted&&a`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?a`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:a`<${Ba} value=${r.payload} />`}`}<//>`}var Ba=({value:e})=>a`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>a`<${_}>${t}<//>${`
`}`)}</pre>`;function Va({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=k("/v1/activity",t&&{...t,until:e.occurred_at}),i=k("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),s=n.data?.data[0],o=i.data?.data.find(({svix_id:c})=>c!==e.svix_id),{page:r,id:l,params:u}=$.value,p=(c,f)=>c&&a`<a title=${c.summary} href=${r==="activity"&&!l?x("activity",null,new URLSearchParams([...u].filter(([m])=>m!=="row").concat([["row",c.svix_id]]))):x("activity",c.svix_id)}>${f}</a>`;return!s&&!o?null:a`<nav class="neighbours" aria-label="Events of this user">
    ${p(s,"← Previous of this user")} ${p(o,"Next of this user →")}</nav>`}var{columns:Ha,filters:Ii,id:Wa,search:Ga,title:Ka}=W["/v1/activity"],Ei=[...Ii.map(({name:e})=>e),"q"];function Ni(){let{params:e}=$.value,t=e.get("row"),n=Lt($.value),i={...xe(Ei),since:n.since,until:n.until},{by:s,groups:o,ignored:r}=Si(e,Ei),l=k("/v1/stats/activity",{...xe(["source","instance_id"]),by:s,...n}),u=Ti(i,e.get("live")==="1"&&!n.until),p=!e.has("after")&&!e.has("before");return a`<h1>${Ka}</h1>
    <${zt} /><${De} filters=${Ii} search=${Ga} />
    <${Dt} query=${i} />
    <${E} title="How much happened" tools=${a`<span class="faint">${r.length>0?`All activity of this time: the chart does not count by ${r.join(", ")}`:"Drag to zoom"}</span>`}>
      <${O} answer=${l}>${({data:c})=>a`<${Le} label=${`Per ${n.interval}`}
        interval=${n.interval}
        series=${o.map(({name:f})=>f)} bars=${Ue(c,o)}
        onZoom=${(f,m)=>F({since:f,until:m,last:null})} />`}<//>
    <//>
    <div class=${t?"beside":""}>
      <${E} title="What happened">
        <${X} path="/v1/activity" query=${i} columns=${Ha} id=${Wa} caption="Activity, newest first"
          before=${p?u.rows:[]} mark=${c=>c.svix_id===t?"selected":Ut(c)}
          tools=${c=>a`<${Ya} state=${u.state} ended=${!!n.until}
            rows=${u.rows} />
            <${Be} position=${c.position} times=${{since:n.since,until:n.until??new Date().toISOString(),last:null,live:null}} />`} />
      <//>
      ${t&&a`<${Ja} key=${t} id=${t} />`}
    </div>`}function Ya({state:e,ended:t,rows:n}){if(t)return a`<span class="faint">Live without an end of time only</span>`;let i=$.value.params.get("live")==="1";return a`<a role="button" class="button" href=${R({live:i?null:"1",after:null,before:null})}>
    ${i?"Pause":"Live"}</a>
    ${i&&a`<span class=${`live ${e}`}>${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${i&&n[0]?a`<${_}>${n[0].summary}<//>`:""}</span>`}function Ja({id:e}){let t=ie(null);return J(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),a`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&F({row:null})}>
    <a class="close" href=${R({row:null})} aria-label="Close the event">×</a>
    <${kn} id=${e} source=${$.value.params.get("source")} />
  </aside>`}function qt({path:e}){let t=W[e],n=xe([...t.filters.map(({name:i})=>i),...t.search?["q"]:[]]);return a`<h1>${t.title}</h1>
    <${De} filters=${t.filters} search=${t.search} />
    <div class="card"><${X} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var jt=W["/v1/activity"],Q=()=>$.value.params.get("as_of")??void 0;function Ve({position:e,query:t}){let n=Q();return a`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${ce(n??null)} max=${ce(new Date().toISOString())}
      onChange=${i=>F({as_of:ae(i.currentTarget.value)})} /></label>
    ${n?a`<b>The page shows what was true at ${/^\d+/.test(n)&&!n.includes("-")?`position ${n}`:L(n)}, ${B()}.</b> <a href=${R({as_of:null})}>Now</a>`:a`<span class="faint">now</span>`}
    <${Be} position=${e} times=${{as_of:n??new Date().toISOString()}} />
  </div>
  <${Dt} query=${{...t,until:n}} />`}function He({query:e,title:t="Activity"}){let n=jt.filters.map(({name:i})=>i).filter(i=>!(i in e));return a`<${E} title=${t} id="activity">
    <${De} filters=${jt.filters.filter(({name:i})=>n.includes(i))} />
    <${X} path="/v1/activity" part="activity_" query=${{...e,...xe(n),until:Q()}}
      columns=${jt.columns}
      id=${jt.id} caption=${`${t}, newest first`} />
  <//>`}var Za=8;function We({path:e,id:t}){let{params:n}=$.value,[i,s]=["versions_after","versions_before"].map(u=>n.get(u)??void 0),o=Q(),r=`${e}/history`,l=k(r,{limit:o?1e3:20,after:i,before:s},{user_id:t,session_id:t,organization_id:t});return a`<${E} title="Versions" id="versions">
    <${Xa} path=${e} id=${t} />
    <${O} answer=${l}>${({data:u,page:p})=>a`
      <ol class="versions">${u.filter(({occurred_at:c})=>!o||c<=o).map(c=>a`<li
        key=${c.svix_id}>
          <details open=${c.evidence==="object"&&c.changes.length<=Za}><summary>
            <${h} at=${c.occurred_at} />
            <b><${_}>${c.type}<//></b> <span class="faint">
              ${c.changes.length===0?"nothing new":`${c.changes.length} ${c.changes.length===1?"field":"fields"}`}</span></summary>
            ${c.changes.length>0&&a`<${ut} changes=${c.changes} />`}
            <p class="faint">Says: ${U(c.evidence).toLowerCase()}. <a
              href=${R({as_of:c.occurred_at})}>Show the page as of then</a></p>
          </details></li>`)}</ol>
      <nav class="pages" aria-label="Pages of versions">
        ${p.prev&&(i||s)&&a`<a href=${R({versions_before:p.prev,versions_after:null})}>← Newer</a>`}
        ${p.next&&p.has_more&&a`<a href=${R({versions_after:p.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function Xa({path:e,id:t}){let{params:n}=$.value,[i,s]=[n.get("from"),n.get("to")],o=`${e}/diff`,r=k(o,i&&s?{from:i,to:s}:null,{user_id:t,session_id:t,organization_id:t});return a`<form class="compare" onSubmit=${u=>{u.preventDefault();let p=new FormData(u.currentTarget);F({from:ae(String(p.get("from"))),to:ae(String(p.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${ce(i)}
        key=${i} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${ce(s)} key=${s} /></label>
      <button type="submit">Compare</button> ${i&&a`<a href=${R({from:null,to:null})}>Clear</a>`}
    </form>
    ${i&&s&&a`<${O} answer=${r}>
      ${({changes:u,from:p,to:c})=>a`<div class="diff">${!p.known&&a`<p
        class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${u.length===0?a`<p>Nothing differs between the two.</p>`:a`<${ut} changes=${u} before=${L(p.at,"minute")}
          after=${L(c.at,"minute")} />`}</div>`}<//>`}`}var Ri="/v1/organizations/{organization_id}";function Li({title:e,path:t,part:n,query:i}){let{columns:s,id:o}=W[t];return a`<${E} title=${e}><${X} path=${t} part=${n} query=${i} columns=${s} id=${o}
    caption=${e} /><//>`}function zi({id:e}){let t=Q(),n=k(Ri,{as_of:t},{organization_id:e});return a`<${O} answer=${n}>${i=>a`
      <h1><${_}>${i.name??e}<//> ${i.deleted_at&&a`<${P} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Ve} position=${n.position} query=${{organization_id:[e]}} />
    ${n.data&&a`<${E} title="Identity"><div class="columns">
      <${H} rows=${[["Slug",n.data.slug],["Created",a`<${h} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&a`<${q} id=${n.data.created_by} page="users" />`]]} />
      <${H} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&a`<${h} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${Li} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${Li} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${He} query=${{organization_id:e}} />
    <${We} path=${Ri} id=${e} />`}function Qa(e,t,n){return e?.split(`
`).filter(s=>s.startsWith(`${t}{`)&&s.includes(n))?.reduce((s,o)=>s+Number(o.split(" ").at(-1)),0)}function Ft(){let e=k("/v1/sources",{}),t=k("/v1/projections",le("metrics:read")?{}:null),n=be(le("metrics:read")?"/metrics":null);if(e.error)return a`<${we} error=${e.error} retry=${e.reload} />`;let i=e.data?.data??[],s=i.map(f=>f.last_event_at??"").sort().at(-1),o=i.map(f=>f.coverage_from??"").filter(Boolean).sort()[0],r=i.reduce((f,m)=>f+(m.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:f})=>f==="live").map(f=>f.lag)),u=Qa(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=a`<span class="faint">your key may not see it</span>`,c=(f,m,d=!1)=>a`<div class=${d?"warn":""}><dt>${f}</dt>
    <dd>${m}</dd></div>`;return a`<section class="strip" aria-label="How whole the log is"><dl>
    ${c("Last delivery",s?a`<span title=${s}>${fi(s)}</span>`:"none yet")}
    ${c("Lag of the views",t.data?l===0?"none":`${l} events`:p,l>1e3)}
    ${c("Refused since start",u===void 0?p:u.toLocaleString("en"),(u??0)>0)}
    ${c("Hidden instances",r===0?"none":a`<a href=${x("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${c("Complete since",a`<${h} at=${o} to="minute" />`)}
  </dl>${i.map(({recent:f})=>f?.notice&&a`<p class="note"><${_}>${f.notice}<//></p>`)}
    </section>`}var Ge=({label:e,value:t,href:n,note:i,warn:s})=>a`<div class=${s?"figure warn":"figure"}>
  <dt>${n?a`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${i&&a`<dd class="faint">${i}</dd>`}
</div>`,Ke=e=>e?.toLocaleString("en");function Mi(){let e=Lt($.value),{since:t,until:n}=e,i=k("/v1/stats/activity",{by:"action",...e}),s=k("/v1/stats/sessions",e),o=k("/v1/stats/users",{...e,interval:"month"}),r=S=>k("/v1/activity",{new:S,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,u]=[r("country"),r("device")],p=S=>i.data?.data.reduce((v,w)=>v+(vn(w,{name:"",values:S},[])??0),0),[c,f]=[p(ze),p(at)],m=o.data?.data.map(S=>S.signed_in??0)??[],d={since:n?t:null,until:n,last:$.value.params.get("last")},y=k("/v1/activity",{action:[...ze,"user_banned","mfa_disabled","session_revoked"],since:t,until:n,limit:8});return a`<h1>Overview</h1>
    <${Ft} />
    <${zt} />
    <dl class="figures">
      <${Ge} label="Signed in now" value=${Ke(s.data?.active_now)}
        href=${x("sessions",null,{status:"active"})} note="sessions" />
      <${Ge} label="Users who signed in" href=${x("activity",null,{action:"signed_in",...d})}
        value=${o.data&&Ke(Math.max(...m))}
          note=${m.length>1?"at least: most of one month":"distinct"} />
      <${Ge} label="New countries" value=${Ke(l)}
        href=${x("activity",null,{new:"country",...d})} note="sign-ins" />
      <${Ge} label="New devices" value=${Ke(u)}
        href=${x("activity",null,{new:"device",...d})} note="sign-ins" />
      <${Ge} label="Impersonations" value=${Ke(c)} warn=${c}
        href=${x("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions in another's name" />
      <${Ge} label="Security changes" value=${Ke(f)}
        href=${x("activity",null,{action:at.slice(0,20),...d})} note="access, factors, roles" />
    </dl>
    <${E} title="Sign-ins and sign-outs" tools=${a`<span class="faint">Drag to zoom</span>`}>
      <${O} answer=${i}>${({data:S})=>a`<${Le}
        label=${`Per ${e.interval}`} interval=${e.interval}
        series=${Me.slice(0,2).map(({name:v})=>v)} bars=${Ue(S,Me.slice(0,2))}
        onZoom=${(v,w)=>F({since:v,until:w,last:null})} />`}<//>
    <//>
    <${E} title="Worth a look" tools=${a`<a href=${x("activity",null,d)}>All activity</a>`}>
      <${O} answer=${y}>${({data:S})=>S.length===0?a`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:a`<ul class="events">${S.map(v=>a`<li key=${v.svix_id}><${h}
          at=${v.occurred_at} to="minute" />
            <a href=${x("activity",v.svix_id)}><${_}>${v.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var Bt=["since","until","active_at","as_of","last_sign_in_before"];function Ui(){let e=k("/v1/reports",{});return a`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request, and leaves a file that the log vouches for.</p>
    <${O} answer=${e}>${({data:t})=>a`<ul class="tiles">${t.map(n=>a`
      <li key=${n.name} class="card"><a href=${x("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${fn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function Di({id:e}){let t=k("/v1/reports",{});return a`<${O} answer=${t}>${({data:n})=>{let i=n.find(({name:s})=>s===e);return i?a`<${eo} report=${i} />`:a`<h1>No such report</h1><p><a
      href=${x("reports")}>All reports</a></p>`}}<//>`}function eo({report:e}){let{params:t,opened:n}=$.value,[i="",s=""]=e.request.split("?"),o=[...e.required,...e.optional],r=o.filter(c=>t.get(c)),l={};for(let[c,f]of new URLSearchParams(s))l[c]=[...l[c]??[],f];for(let c of r)l[c]=t.get(c);let u=e.required.filter(c=>!t.get(c)),p=c=>{c.preventDefault();let f=new FormData(c.currentTarget);F(Object.fromEntries(o.map(m=>{let d=String(f.get(m)??"").trim();return[m,Bt.includes(m)?ae(d):d]})))};return a`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${fn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${p} aria-label="Parameters of the report">
      ${o.map(c=>a`<label key=${c}>${U(c)}${e.required.includes(c)?" (needed)":""}
        <input name=${c} required=${e.required.includes(c)}
          type=${Bt.includes(c)?"datetime-local":"text"}
          defaultValue=${Bt.includes(c)?ce(t.get(c)):t.get(c)??""} /></label>`)}
      ${o.length>0&&a`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${r.map(c=>`${U(c)}: ${Bt.includes(c)?L(t.get(c)??""):t.get(c)}. `)}
      Printed ${L(n)}, ${B()}, with the key <${_}>${te.value?.name}<//>. Request: <code>
        ${Z(i,l)}</code></p>
    ${u.length>0?a`<p class="note">Fill in ${u.map(U).join(" and ")} for the answer.</p>`:i==="/v1/stats/activity"?a`<${no} query=${{time_zone:B(),...l}} />`:a`<div class="card"><${to} path=${i} query=${l} caption=${e.question} /></div>`}`}function to({path:e,query:t,caption:n}){let i=W[e];return i?a`<${X} path=${e} query=${t} columns=${i.columns} id=${i.id} caption=${n}
    paged=${i.paged??!0} />`:a`<p><${Mt} path=${e} query=${t} /></p>`}function no({query:e}){let t=Me.slice(0,2),n=be(Z("/v1/stats/activity",e));return a`<${E} title="Per day" tools=${a`<${Mt} path="/v1/stats/activity" query=${e} />`}>
    <${O} answer=${n}>${({data:i})=>a`<${Le} label="Per day" interval="day"
      series=${t.map(({name:s})=>s)} bars=${Ue(i,t)} />`}<//><//>`}function Vt({sessions:e,since:t,until:n}){let[i,s]=[Date.parse(t),Date.parse(n)],o=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-i)/(s-i)*100)),r=[0,.25,.5,.75].map(l=>i+l*(s-i));return a`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>a`<text key=${l} x=${`${o(l)}%`} y="12">
          ${L(l,s-i>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let u=l.ended_at&&Date.parse(l.ended_at)<=s?l.ended_at:null,p=o(l.started_at),c=o(u??s);return a`<tr key=${l.session_id}>
        <th scope="row"><a href=${x("sessions",l.session_id)}><${_}>${lt(l)||"unknown device"}<//></a>
          <span class="faint"><${_}>${rt(l)}<//></span>
          ${l.impersonated&&a`<${P} tone="warn">Impersonated<//>`}</th>
        <td><${h} at=${l.started_at} to="minute" /><br />
          ${u?Fe(l):a`<span class="faint">${$.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(f=>a`<line key=${f} class="grid" x1=${`${o(f)}%`} x2=${`${o(f)}%`}
            y1="0" y2="22" />`)}
          <rect class=${u?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,c-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&a`<line class="active" x1=${`${o(l.last_active_at)}%`}
            x2=${`${o(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var qi="/v1/sessions/{session_id}";function ji({id:e}){let t=k(qi,{as_of:Q()},{session_id:e});return a`<${O} answer=${t}>${n=>{let i=n.ended_at??Q()??$.value.opened.toISOString();return a`
      <h1>Session of ${n.user_id?a`<a href=${x("users",n.user_id,{as_of:Q()})}><${_}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
        ${n.impersonated&&a` <${P} tone="warn">Impersonated<//>`}</h1>
      <p><${q} id=${e} /></p>
      <${Ve} position=${t.position} query=${{session_id:[e]}} />
      <${E} title="From when to when"><${Vt} sessions=${[n]} since=${n.started_at} until=${i} />
        <div class="columns">
          <${H} rows=${[["Status",U(n.status)],["Started",a`<${h} at=${n.started_at} />`],["Completed",a`<${h} at=${n.activated_at} />`],["Last active",a`<${h} at=${n.last_active_at} />`],["Ended",Fe(n)],["Duration",n.duration_ms==null?"open":it(n.duration_ms)],["Expires unless used",n.expire_at&&a`<${h} at=${n.expire_at} to="minute" />`]]} />
          <${H} rows=${[["Acted by",n.impersonated?a`${U(n.actor_kind??"impersonator")} <${q}
              id=${n.impersonator_id} page="users" />`:"the user in person"],["Device",lt(n)],["Place",rt(n)],["Address",n.ip],["Address of the request",n.request_ip===n.ip?null:n.request_ip],["Organization",n.organization_id&&a`<a href=${x("organizations",n.organization_id)}><${_}>
              ${n.organization_name??n.organization_id}<//></a>`],["Other open sessions",n.concurrent_sessions==null?null:String(n.concurrent_sessions)],["User agent",n.user_agent]]} />
        </div>
      <//>`}}<//>
  <${He} query=${{session_id:e}} />
  <${We} path=${qi} id=${e} />`}function Fi(){let[e,t]=C(""),[n,i]=C(!1);return a`<main class="sign-in" id="main"><form onSubmit=${async o=>{o.preventDefault();let r=String(new FormData(o.currentTarget).get("key")??"").trim();i(!0),t("");try{await si(r)}catch(l){t(l.message),i(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&a`<p class="error" role="alert"><${_}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var io=1e3,ao=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],oo=bn.filter(({name:e})=>["occurred_at","summary","actor_id"].includes(e)),Bi=()=>a`<h1>System</h1>
  <${Ft} />
  <${E} title="Views"><${ke} scope="metrics:read"><${ro} /><//><//>
  <${E} title="Sources"><${lo} /><//>
  <${E} title="Keys"><${ke} scope="keys:read">
    <${X} path="/v1/keys" query=${{}} columns=${xn} id=${W["/v1/keys"]?.id} caption="Keys" paged=${!1} />
  <//><//>
  <${E} title="Who read the log"><${ke} scope="events:read">
    <${X} path="/v1/activity" part="readers_" query=${{source:"system",type:ao}} columns=${oo}
      id=${W["/v1/activity"]?.id} caption="Who read the log" />
  <//><//>
  <${E} title="Events that a view could not read"><${ke} scope="events:read"><${co} /><//><//>`,so=({row:e})=>a`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function ro(){let e=k("/v1/projections",{}),[t,n]=C(""),[i,s]=C(null),o=e.data?.data.some(({state:u})=>u==="building")||t!=="";J(()=>{if(!o)return;let u=setTimeout(()=>{n(""),e.reload()},io);return()=>clearTimeout(u)},[e.data,t]);let r=async u=>{s(null);try{await Pe(Z("/v1/projections/{name}/rebuild",{},{name:u}),{method:"POST"}),n(u)}catch(p){s(p)}},l=[{name:"name",label:"View",cell:u=>a`<b>
      ${u.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:u=>a`<${P}
      tone=${u.state==="live"?"good":"plain"}>${u.state}<//>`},{name:"progress",label:"Progress",cell:u=>a`<${so}
      row=${u} />`},{name:"failures",label:"Skipped events",cell:u=>u.failures},{name:"version",label:"Version",cell:u=>u.version},{name:"changed_at",label:"Changed",cell:u=>a`<${h}
      at=${u.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:u=>u.state==="live"&&(le("admin:rebuild")?a`<button type="button" disabled=${o} onClick=${()=>r(u.name)}
        aria-label=${`Rebuild ${u.name}`}>Rebuild</button>`:a`<span class="faint">needs admin:rebuild</span>`)}];return a`${i&&a`<${we} error=${i} />`}<${O} answer=${e}>
    ${({data:u})=>a`<${qe} path="/projections" columns=${l} rows=${u}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function lo(){let e=k("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>a`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>a`<${h} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>a`<${h} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>a`<${_}>${n.recent?.notice??"nothing"}
      <//>`}];return a`<${O} answer=${e}>${({data:n})=>a`<${qe} path="/sources"
    columns=${t} rows=${n}
    id=${i=>i.source} caption="Sources" />`}<//>`}function co(){let e=k("/v1/undecodable",{limit:20});return a`<${O} answer=${e}>${({data:t})=>t.length===0?a`<p class="faint">None: every view read every event.</p>`:a`<ul class="events">${t.map(n=>a`<li key=${n.position}><${h} at=${n.received_at} /> <b>
      <${_}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:i,reason:s})=>a`<span class="faint">${i}: <${_}>${s}<//></span> `)}</li>`)}</ul>`}<//>`}var Vi="/v1/users/{user_id}";function Hi({id:e}){let t=Q(),n=k(Vi,{as_of:t},{user_id:e});return a`
    <${O} answer=${n}>${i=>a`<h1><${_}>${gn(i)}<//> <${yn}
      ...${i} /></h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Ve} position=${n.position} query=${{involves:[e]}} />
    ${n.data&&a`<${E} title="Identity"><${uo} user=${n.data} /><//>`}
    <${po} id=${e} />
    <${fo} id=${e} />
    <${He} query=${{involves:e}} />
    <${We} path=${Vi} id=${e} />`}function uo({user:e}){let t=(o,r)=>a`<div><${_}>${r}<//> <${P}
    tone=${o.verification==="verified"?"good":"plain"}>${o.verification??"not verified"}<//></div>`,n=(o,r)=>o?.length?o.map(r):null,i=o=>o==null?"not reported":o?"yes":"no",s=n(e.email_addresses,o=>t(o,o.email_address))??n(e.emails,o=>a`<div><${_}>${o}<//></div>`);return a`<div class="columns">
    <${H} rows=${[["E-mail",s],["Formerly",n(e.former_emails,o=>a`<div class="former"><${_}>${o}<//></div>`)],["Phone",n(e.phone_numbers,o=>t(o,o.phone_number))],["Wallet",n(e.web3_wallets,o=>t(o,o.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n([...e.external_accounts??[],...e.saml_accounts??[],...e.enterprise_accounts??[]],o=>t(o,[o.provider?.replace(/^oauth_/,""),o.email_address].filter(Boolean).join(" · ")))]]} />
    <${H} rows=${[["Second factor",e.two_factor_enabled==null?"not reported":e.two_factor_enabled?`required${e.totp_enabled?", authenticator app":""}${e.backup_code_enabled?", backup codes":""}`:"none"],["Passkeys",n(e.passkeys,o=>a`<div><${_}>${o.name??o.id}<//></div>`)],["Password",a`${i(e.password_enabled)} ${e.password_last_updated_at&&a`<span class="faint">set <${h} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",i(e.banned)],["Locked",a`${i(e.locked)} ${e.lockout_expires_at&&a`<span class="faint">until <${h} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",e.scim_directory_id&&`${e.scim_directory_id}${e.deprovisioned?", deprovisioned":""}`]]} />
    <${H} rows=${[["Created",a`<${h} at=${e.created_at} to="minute" />`],["Last sign-in",a`<${h} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&a`<${h} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&a`<${h} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&a`<a href=${x("system")}><${h} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}function po({id:e}){let t=Q(),n=k("/v1/memberships",{user_id:e,...t?{active_at:t}:{active:!0}}),i=W["/v1/memberships"],s=["organization","role","started_at"].flatMap(o=>i.columns.filter(r=>r.name===o).map(r=>({...r,hidden:!1})));return n.data?.data.length===0?null:a`<${E} title="Organizations"><${O} answer=${n}>${({data:o})=>a`<${qe} path="/of-a-user" columns=${s} rows=${o} id=${i.id} caption="Organizations" />`}<//>
      <//>`}function fo({id:e}){let{params:t,opened:n}=$.value,i=Q()??n.toISOString(),s=t.get("last")??"30d",{since:o}=Ie({page:"",id:e,params:new URLSearchParams({last:s}),opened:new Date(i)}),r=k("/v1/sessions",{user_id:e,since:o,until:i,limit:50});return a`<${E} title="Sessions" tools=${a`<div class="segments">${Object.entries(Ee).map(([l,[u]])=>a`<a key=${l} class=${s===l?"on":""} href=${R({last:l})}>${u}</a>`)}</div>`}>
    <${O} answer=${r}>${({data:l,page:u,notes:p})=>l.length===0?a`<${It}
      title="No session in this time." notes=${p} />`:a`<${Vt} sessions=${l} since=${o} until=${i} />
        ${u.has_more&&a`<p><a href=${x("sessions",null,{user_id:e,since:o,until:i})}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Wi={"":{title:"Overview",all:Mi},activity:{title:"Activity",all:Ni,one:Pi},users:{title:"Users",all:()=>a`<${qt} path="/v1/users" />`,one:Hi},sessions:{title:"Sessions",all:()=>a`<${qt} path="/v1/sessions" />`,one:ji},organizations:{title:"Organizations",all:()=>a`<${qt} path="/v1/organizations" />`,one:zi},reports:{title:"Reports",all:Ui,one:Di},system:{title:"System",all:Bi}},wn=class extends se{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?a`<${we} error=${t} />`:this.props.children}},Gi=({label:e,setting:t,options:n})=>a`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${i=>{t.value=i.currentTarget.value}}>
    ${n.map(([i,s])=>a`<option key=${i} value=${i}>${s}</option>`)}
  </select></label>`;function mo(){let{page:e,id:t}=$.value,n=Wi[e];return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,a`<a class="skip" href="#main" onClick=${i=>{i.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Wi).map(([i,{title:s}])=>a`<a key=${i} href=${x(i)} aria-current=${i===e?"page":null}>${s}</a>`)}</nav>
      <div class="tools">
        <${Gi} label="Time zone" setting=${nt} options=${[["local",pn],["utc","UTC"]]} />
        <${Gi} label="Theme" setting=${dn} options=${[["system","System theme"],["light","Light"],["dark","Dark"]]} />
        <span class="who" title="The key of this session"><${_}>${te.value?.name}<//></span>
        <button type="button" onClick=${()=>ri()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${wn} key=${`${e}/${t}`}>
      ${n?t&&n.one?a`<${n.one} id=${t} />`:a`<${n.all} />`:a`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${hi} /><p class="faint">All times are in ${B()}.</p></footer>
    <${_i} />`}function _o(){return te.value===void 0?a`<main id="main"><${mn} /></main>`:te.value===null?a`<${Fi} />`:a`<${mo} />`}dn.subscribe(e=>{document.documentElement.dataset.theme=e});en(a`<${_o} />`,document.body);Ct();
