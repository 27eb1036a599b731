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
var Cn=function(e,t,n,i){var s;t[0]=0;for(var a=1;a<t.length;a++){var r=t[a++],l=t[a]?(t[0]|=r?1:2,n[t[a++]]):t[++a];r===3?i[0]=l:r===4?i[1]=Object.assign(i[1]||{},l):r===5?(i[1]=i[1]||{})[t[++a]]=l:r===6?i[1][t[++a]]+=l+"":r?(s=e.apply(l,Cn(e,l,n,["",null])),i.push(s),l[0]?t[0]|=2:(t[a-2]=0,t[a]=s)):i.push(l)}return i},An=new Map;function En(e){var t=An.get(this);return t||(t=new Map,An.set(this,t)),(t=Cn(this,t.get(e)||(t.set(e,t=(function(n){for(var i,s,a=1,r="",l="",c=[0],p=function(f){a===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):a===3&&(f||r)?(c.push(3,f,r),a=2):a===2&&r==="..."&&f?c.push(4,f,0):a===2&&r&&!f?c.push(5,0,!0,r):a>=5&&((r||!f&&a===5)&&(c.push(a,0,r,s),a=6),f&&(c.push(a,f,0,s),a=6)),r=""},u=0;u<n.length;u++){u&&(a===1&&p(),p(u));for(var m=0;m<n[u].length;m++)i=n[u][m],a===1?i==="<"?(p(),c=[c],a=3):r+=i:a===4?r==="--"&&i===">"?(a=1,r=""):r=i+r[0]:l?i===l?l="":r+=i:i==='"'||i==="'"?l=i:i===">"?(p(),a=1):a&&(i==="="?(a=5,s=r,r=""):i==="/"&&(a<5||n[u][m+1]===">")?(p(),a===3&&(c=c[0]),a=c,(c=c[0]).push(2,0,a),a=0):i===" "||i==="	"||i===`
`||i==="\r"?(p(),a=2):r+=i),a===3&&r==="!--"&&(a=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var O,Pn,Kt,ue,Wt,mt,Rn,pt,Ln,Yt,Gt,oo,Ke=Symbol.for("pv"),_t={},$t=[],ao=/^m(i|n|o|s|text|space)$/,Zt=Array.isArray,Jt=$t.slice,he=Object.assign;function $e(e){e&&e.parentNode&&e.remove()}function ht(e,t,n){var i,s,a,r={},l=arguments.length;for(a in t)a=="key"?i=t[a]:a=="ref"&&typeof e!="function"?s=t[a]:r[a]=t[a];return l>2&&(r.children=l>3?Jt.call(arguments,2):n),Ge(e,r,i,s,null)}function Ge(e,t,n,i,s){var a={type:e,props:t,key:n,ref:i,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ke,__v:s||++Pn,__i:-1,__u:0};return!s&&O.vnode&&O.vnode(a),a}function ve(e){return e.children}function se(e,t){this.props=e,this.context=t,this.__g=0}function de(e,t){if(t==null)return e.__&&de(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:de(e)}function so(e){var t,n=e.__v,i=n.__e,s=[],a=[],r=e.__P;r&&((t=he({constructor:Ke},n)).__v=n.__v+1,O.vnode&&O.vnode(t),Xt(r,t,n,e.__n,r.namespaceURI,32&n.__u?[i]:null,s,i||de(n),32&n.__u,a),t.__v=n.__v,t.__.__k[t.__i]=t,jn(s,t,a),n.__=n.__e=null,t.__e!=i&&zn(t))}function zn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),zn(e)}function In(e){(8&e.__g||(e.__g|=8,ue.push(e),mt++))&&Wt==O.debounceRendering||((Wt=O.debounceRendering)||queueMicrotask)(Mn)}function Mn(){try{for(var e,t=1;ue.length;)ue.length>t&&ue.sort(Rn),e=ue.shift(),t=ue.length,8&e.__g&&so(e)}finally{(mt=ue.length)&&(Wt||queueMicrotask)(Mn)}}function Dn(e,t,n,i,s,a,r,l,c,p,u){var m,f,d,$,S,w,y=i.__k||$t,h=t.length;for(c=ro(n,t,y,c,h),m=0;m<h;m++)(d=n.__k[m])!=null&&(f=~d.__i&&y[d.__i]||_t,d.__i=m,w=Xt(e,d,f,s,a,r,l,c,p,u),$=d.__e,(f.ref!=d.ref||8&f.__u)&&(f.ref&&Qt(f.ref,null,d,f),d.ref&&u.push(d.ref,d.__c||$,d)),S=S||$,4&d.__u?(c=Un(d,c,e,!f.__v),f.__e&&(f.__e=null)):typeof d.type=="function"&&w!==void 0?c=w:$&&(c=$.nextSibling),d.__u&=-21);return n.__e=S,c}function ro(e,t,n,i,s){var a,r,l,c,p,u,m,f,d,$=n.length,S=$,w=0,y=0,h=e.__k=Array(s);for(a=0;a<s;a++)(r=t[a])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=h[a]=Ge(null,r):Zt(r)?r=h[a]=Ge(ve,{children:r}):r.constructor===Ke&&r.__b?r=h[a]=Ge(r.type,r.props,r.key,r.ref,r.__v):h[a]=r,c=a+w,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=lo(r,n,c,S))&&(S--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?w--:p==c+1?w++:p!=c&&(p>c?w--:w++,y=1)):(~p||(s>$?w--:s<$&&w++),typeof r.type!="function"&&(r.__u|=4))):h[a]=null;if(y){for(u=[],m=[],a=0;a<s;a++)if((r=h[a])&&16&r.__u){for(w=0,f=u.length;w<f;)u[d=w+f>>1]<r.__i?w=d+1:f=d;u[w]=r.__i,m[a]=w+1}for(w=u.length;a--;)m[a]&&(m[a]==w?w--:h[a].__u|=4)}if(S)for(a=0;a<$;a++)!(l=n[a])||2&l.__u||(l.__e==i&&(i=de(l)),en(l,l));return i}function Un(e,t,n,i){var s,a,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(s=e.__k)for(a=0;a<s.length;a++)s[a]&&(s[a].__=e,t=Un(s[a],t,n,!1));return t}for(t&&!t.parentNode&&(t=de(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!i&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function lo(e,t,n,i){var s,a=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&a==null||c&&a==l.key&&r==l.type)return n;if(i>(c?1:0)){for(s=n-1;s>=0;s--)if((l=t[s])&&!(2&l.__u)&&a==l.key&&r==l.type)return s;for(s=n+1;s<t.length;s++)if((l=t[s])&&!(2&l.__u)&&a==l.key&&r==l.type)return s}return-1}function Nn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function dt(e,t,n,i,s){var a,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof i=="string"&&(e.style.cssText=i=""),i)for(t in i)n&&t in n||Nn(e.style,t);if(n)for(t in n)i&&n[t]==i[t]||Nn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof i!="function"&&(i=null),(e.__e||(e.__e={}))[t]=n,n&&i||(r=Gt[t]||(Gt[t]=co(t)),(e.__a||(e.__a={}))[t]=Yt,a=t!=(t=t.replace(Ln,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,a):e.removeEventListener(t,r,a));else{if(s=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function co(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[pt]==null)t[pt]=Yt++;else if(t[pt]<this.__a[e])return;return n(O.event?O.event(t):t)}}}function Xt(e,t,n,i,s,a,r,l,c,p){var u,m,f,d,$,S,w,y,h,C,T,b,F,V,D,Te,te,_e,ae=t.type;if(t.constructor!==Ke)return null;128&n.__u&&(c=32&n.__u,u=n.__c.__z)&&(t.__u|=c,m=a=[],u.nodeType==8?l=ft(u,a):a.push(u),l=a[0]||l),(u=O.__b)&&u(t);e:if(typeof ae=="function"){f=r.length;try{if(y=t.props,h=(u=ae.prototype)&&u.render,C=(u=ae.contextType)&&i[u.__c],T=u?C?C.props.value:u.__:i,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(h?t.__c=d=new ae(y,T):(t.__c=d=new se(y,T),d.constructor=ae,d.render=po),C&&C.sub(d),d.state||(d.state={}),d.__n=i,d.__g|=8,d.__h=[],d.__k=[]),h&&(d.__s||(d.__s=d.state),ae.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=he({},d.__s)),he(d.__s,ae.getDerivedStateFromProps(y,d.__s)))),$=d.props,S=d.state,d.__v=t,n.__c){if(y!==$&&h&&!ae.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(y,T),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(y,d.__s,T)===!1){t.__v!=n.__v&&(d.props=y,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ee){ee&&(ee.__=t)}),$t.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=de(n);break e}d.componentWillUpdate&&d.componentWillUpdate(y,d.__s,T),h&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate($,S,w)})}else h&&!ae.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),h&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=T,d.props=y,d.__P=e,d.__g&=-5,b=O.__r,F=h?25:0;do d.__g&=-9,b&&b(t),u=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++F<25);h&&($t.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(i=he({},i,d.getChildContext())),h&&n.__c&&d.getSnapshotBeforeUpdate&&(w=d.getSnapshotBeforeUpdate($,S)),V=u&&u.type===ve&&u.key==null?u.props.children:u,y.__P&&(u=l,s=(e=y.__P).namespaceURI,c=a=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ee){ee&&en(ee,ee)}),n.__k=null),l=n.__k?de(n,0):null),l=Dn(e,Zt(V)?V:[V],t,n,i,s,a,r,l,c,p),y.__P&&(t.__e=null,l=u),t.__u&=-161,m&&m.some($e),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(ee){if(r.length=f,t.__v=null,c||a)if(ee&&ee.then){if(t.__u|=128|c,a){for(~(te=a.indexOf(l||void 0))||(te=a.length);(_e=a[te-1])&&_e.nodeType==8;)te--;for(;te<a.length;te++)if(_e=a[te])if(a[te]=null,D){if(_e==Te)break}else{if(_e.nodeType!=8)break;_e.data.startsWith("$s")&&(Te=ft(D=_e))}}if(!D){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;D=l}(u=ft(D=t.__c.__z||(t.__c.__z=D)))?(t.__e=D,l=u):t.__e=l,l=l&&l.nextSibling}else a&&a.some($e);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ee&&ee.then||qn(t),O.__e(ee,t,n)}}else l=t.__e=uo(n.__e,t,n,i,s,a,r,c,p,e);return(u=O.diffed)&&u(t),l}function ft(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function qn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(qn))}function jn(e,t,n){for(var i=0;i<n.length;)Qt(n[i++],n[i++],n[i++]);O.__c&&O.__c(t,e),e.some(function(s){try{e=s.__h,s.__h=[],e.some(function(a){a.call(s)})}catch(a){O.__e(a,s.__v)}})}function uo(e,t,n,i,s,a,r,l,c,p){var u,m,f,d,$,S,w,y,h=n.props||_t,C=t.props,T=t.type;if(T=="svg"?s="http://www.w3.org/2000/svg":T=="math"?s="http://www.w3.org/1998/Math/MathML":s||(s="http://www.w3.org/1999/xhtml"),a){for(u=0;u<a.length;u++)if(($=a[u])&&(T?$.localName==T:$.nodeType==3)){e=$,a[u]=null;break}}if(!e){if(y=p.ownerDocument||document,!T)return y.createTextNode(C);e=y.createElementNS(s,T,C.is?C:p),l&&(O.__m&&O.__m(t,a),l=!1),a=null}if(T){if(p=T=="template"&&e.content||e,a=T=="textarea"&&C.defaultValue!=null?null:a&&Jt.call(p.childNodes),!l&&a)for(h={},u=0;u<e.attributes.length;u++)h[($=e.attributes[u]).name]=$.value;for(u in h)$=h[u],u=="dangerouslySetInnerHTML"?f=$:u=="children"||u in C||u=="value"&&"defaultValue"in C||u=="checked"&&"defaultChecked"in C||dt(e,u,null,$,s);for(u in C)$=C[u],u=="children"?d=$:u=="dangerouslySetInnerHTML"?m=$:u=="value"?S=$:u=="checked"?w=$:l&&typeof $!="function"||h[u]===$||dt(e,u,$,h[u],s);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(T=="foreignObject"||s=="http://www.w3.org/1998/Math/MathML"&&ao.test(T))&&(s="http://www.w3.org/1999/xhtml"),Dn(p,Zt(d)?d:[d],t,n,i,s,a,r,a?a[0]:n.__k&&de(n,0),l,c),a&&a.some($e)),l&&T!="textarea"||(u="value",T=="progress"&&S==null?e.removeAttribute(u):S==null||S===e[u]&&(T!="progress"||S)||dt(e,u,S,h[u],s),u="checked",w!=null&&w!=e[u]&&dt(e,u,w,h[u],s))}else h===C||l&&e.data==C||(e.data=C);return e}function Qt(e,t,n,i){try{typeof e=="function"?t?t.__x=e(t)||1:i&&(i=i.__c||i.__e)&&(t=i.__x)&&(i.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(s){O.__e(s,n)}}function en(e,t,n){var i,s,a,r;if(O.unmount&&O.unmount(e),!(i=e.ref)||i.current&&i.current!=e.__e||Qt(i,null,t,e),i=e.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(l){O.__e(l,t)}i.__P=i.__n=null}if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&en(i[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(i=e.__c)&&(i=i.__z)&&(s=ft(i,a=[]))&&(i==e.__e&&a.some($e),$e(s),$e(i)),n||$e(e.__e),e.__e=e.__c=e.__=null}function po(e,t,n){return this.constructor(e,n)}function tn(e,t){var n,i,s,a;O.__&&O.__(e,t),t.nodeType==9&&(t=t.documentElement),i=(n=e&&32&e.__u)?null:t.__k,t.__k=Ge(ve,{children:[e]}),s=[],a=[],Xt(t,t.__k,i||_t,_t,t.namespaceURI,i?null:t.firstChild?Jt.call(t.childNodes):null,s,i?i.__e:t.firstChild,n,a),jn(s,t.__k,a),t.__k.props.children=null}O={__e:function(e,t,n,i){for(var s,a,r;t=t.__;)if((s=t.__c)&&!(1&s.__g)){s.__g|=4;try{if((r=(a=s.constructor)&&a.getDerivedStateFromError)&&s.setState(a.getDerivedStateFromError(e)),s.componentDidCatch&&(s.componentDidCatch(e,i||{}),r=1),r&&8&s.__g)return void(s.__g|=2)}catch(l){e=l}}throw mt=0,e}},Pn=0,Kt=function(e){return e!=null&&e.constructor===Ke},se.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=he({},this.state)),typeof e=="function"&&(e=e(he({},n),this.props)),e&&(he(n,e),this.__v&&(t&&this.__k.push(t),In(this)))},se.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),In(this))},se.prototype.render=ve,ue=[],mt=0,Rn=function(e,t){return e.__v.__b-t.__v.__b},pt=Symbol(),Ln=/(PointerCapture)$|Capture$/i,Yt=0,Gt={},oo=0;var Oe,U,nn,Fn,on=Object.is,vt=0,Jn=[],an=[],z=O,Bn=z.__b,Vn=z.__r,Hn=z.diffed,Wn=z.__c,Gn=z.unmount,Kn=z.__;function gt(e,t){z.__h&&z.__h(U,e,vt||t),vt=0;var n=U.__H||(U.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function E(e){return vt=1,fo(Xn,e)}function fo(e,t,n){var i=gt(Oe++,2);if(i.t=e,!i.__c&&(i.__=[n?n(t):Xn(void 0,t),function(a){var r=(i.__N||i.__)[0],l=i.t(r,a);on(r,l)||(i.__N=[l,i.__[1]],i.__c.setState({}))}],i.__c=U,!U.__f)){U.__f=!0;var s=U.shouldComponentUpdate;U.shouldComponentUpdate=function(a,r,l){var c=this.__H;if(!c)return!0;var p=!1,u=this.props!=a;if(c.__.some(function(f){f.__N&&(p=!0,on(f.__[0],f.__N[0])||(u=!0))}),s){var m=s.call(this,a,r,l);return p?m||u:m}return!p||u}}return i.__}function Z(e,t){var n=gt(Oe++,3);!z.__s&&ln(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,U.__H.__h.push(n))}function rn(e,t){var n=gt(Oe++,4);!z.__s&&ln(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,U.__h.push(n))}function ie(e){return vt=5,yt(function(){return{current:e}},[])}function yt(e,t){var n=gt(Oe++,7);return ln(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function mo(){var e;do{for(;e=an.shift();)try{Ye(e)}catch(n){z.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=Jn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Ye),t.__h.some(sn),t.__h=[]}catch(n){t.__h=[],z.__e(n,e.__v)}}}while(an.length)}z.__b=function(e){U=null,Bn&&Bn(e)},z.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Kn&&Kn(e,t)},z.__r=function(e){Vn&&Vn(e),Oe=0;var t=(U=e.__c).__H;t&&(nn==U?U.__h=[]:(t.__h.some(Ye),t.__h.some(sn),Oe=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),nn=U},z.diffed=function(e){Hn&&Hn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Zn(Jn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),nn=U=null},z.__c=function(e,t){t.some(function(n){try{n.__h.some(Ye),n.__h=n.__h.filter(function(i){return!i.__||sn(i)})}catch(i){n.__h=[function(){throw i}]}}),Wn&&Wn(e,t)},z.unmount=function(e){Gn&&Gn(e);var t,n,i=e.__c;i&&i.__H&&(i.__H.__.some(function(s){try{if(s.__P&&s.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}s.__P=n,Zn(an.push(s))}else Ye(s)}catch(a){t=a}}),i.__H=void 0,t&&z.__e(t,i.__v))};var Yn=typeof requestAnimationFrame=="function";function _o(e){var t,n=function(){clearTimeout(i),Yn&&cancelAnimationFrame(t),setTimeout(e)},i=setTimeout(n,35);Yn&&(t=requestAnimationFrame(n))}function Zn(e){e!=1&&Fn==z.requestAnimationFrame||((Fn=z.requestAnimationFrame)||_o)(mo)}function Ye(e){var t=U,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),U=t}function sn(e){var t=U;e.__c=e.__(),U=t}function ln(e,t){return!e||e.length!=t.length||t.some(function(n,i){return!on(n,e[i])})}function Xn(e,t){return typeof t=="function"?t(e):t}var $o=Symbol.for("preact-signals");function kt(){if(re>1)re--;else{var e,t=!1;for((function(){var s=xt;for(xt=void 0;s!==void 0;){var a=s.S;if(a.v===s.v)for(var r=a.t;r!==void 0;r=r.x)r.i===s.i&&(r.i=a.i);s=s.o}})();Je!==void 0;){var n=Je;for(Je=void 0,bt++;n!==void 0;){var i=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&ei(n))try{n.c()}catch(s){t||(e=s,t=!0)}n=i}}if(bt=0,re--,t)throw e}}function un(e){if(re>0)return e();cn=++ho,re++;try{return e()}finally{kt()}}var Ze,P=void 0;function Xe(e){var t=P,n=Ze;P=void 0,Ze=void 0;try{return e()}finally{P=t,Ze=n}}var Je=void 0,re=0,bt=0,ho=0,cn=0,xt=void 0,St=0;function Qn(e){if(P!==void 0){var t=e.n;if(t===void 0||t.t!==P)return t={i:0,S:e,p:P.s,n:void 0,t:P,e:void 0,x:void 0,r:t},P.s!==void 0&&(P.s.n=t),P.s=t,e.n=t,32&P.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=P.s,t.n=void 0,P.s.n=t,P.s=t),t}}function j(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}j.prototype.brand=$o;j.prototype.h=function(){return!0};j.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:Xe(function(){var i;(i=t.W)==null||i.call(t)}))};j.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,i=e.x;n!==void 0&&(n.x=i,e.e=void 0),i!==void 0&&(i.e=n,e.x=void 0),e===this.t&&(this.t=i,i===void 0&&Xe(function(){var s;(s=t.Z)==null||s.call(t)}))}};j.prototype.subscribe=function(e){var t=this;return ye(function(){var n=t.value;Xe(function(){return e(n)})},{name:"sub"})};j.prototype.valueOf=function(){return this.value};j.prototype.toString=function(){return this.value+""};j.prototype.toJSON=function(){return this.value};j.prototype.peek=function(){var e=this;return Xe(function(){return e.value})};Object.defineProperty(j.prototype,"value",{get:function(){var e=Qn(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(bt>100)throw new Error("Cycle detected");(function(n){re!==0&&bt===0&&n.l!==cn&&(n.l=cn,xt={S:n,v:n.v,i:n.i,o:xt})})(this),this.v=e,this.i++,St++,re++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{kt()}}}});function K(e,t){return new j(e,t)}function ei(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function ti(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function ni(e){for(var t=e.s,n=void 0;t!==void 0;){var i=t.p;t.i===-1?(t.S.U(t),i!==void 0&&(i.n=t.n),t.n!==void 0&&(t.n.p=i)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=i}e.s=n}function ge(e,t){j.call(this,void 0,t),this.x=e,this.s=void 0,this.g=St-1,this.f=4}ge.prototype=new j;ge.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===St))return!0;if(this.g=St,this.f|=1,this.i>0&&!ei(this))return this.f&=-2,!0;var e=P;try{ti(this),P=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return P=e,ni(this),this.f&=-2,!0};ge.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}j.prototype.S.call(this,e)};ge.prototype.U=function(e){if(this.t!==void 0&&(j.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};ge.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(ge.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=Qn(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function wt(e,t){return new ge(e,t)}function ii(e){var t=e.j;if(e.j=void 0,typeof t=="function"){re++;var n=P;P=void 0;try{t()}catch(i){throw e.f&=-2,e.f|=8,dn(e),i}finally{P=n,kt()}}}function dn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,ii(e)}function vo(e){if(P!==this)throw new Error("Out-of-order effect");ni(this),P=e,this.f&=-2;try{8&this.f&&dn(this)}finally{kt()}}function Ae(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Ze&&Ze.push(this)}Ae.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Ae.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,ii(this),ti(this),re++;var e=P;return P=this,vo.bind(this,e)};Ae.prototype.N=function(){2&this.f||(this.f|=2,this.u=Je,Je=this)};Ae.prototype.d=function(){this.f|=8,1&this.f||dn(this)};Ae.prototype.dispose=function(){this.d()};function ye(e,t){var n=new Ae(e,t);try{n.c()}catch(s){throw n.d(),s}var i=n.d.bind(n);return i[Symbol.dispose]=i,i}var oi,Ot,Tt,go=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var ai=[];ye(function(){oi=this.N})();function Ce(e,t){O[e]=t.bind(null,O[e]||function(){})}function Qe(e){if(Tt){var t=Tt;Tt=void 0,t()}Tt=e&&e.S()}function si(e){var t=this,n=e.data,i=bo(n);i.name="ReactiveDom",i.value=n;var s=yt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=wt(function(){var d=i.value.value;return d===0?0:d===!0?"":d||""}),u=wt(function(){return!Array.isArray(p.value)&&!Kt(p.value)}),m=ye(function(){if(this.N=ri,u.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[u,p]},[]),a=s[0],r=s[1];return a.value?r.peek():r.value}si.displayName="ReactiveTextNode";Object.defineProperties(j.prototype,{constructor:{configurable:!0,value:ht(ve,null).constructor},type:{configurable:!0,value:si},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Ce("__b",function(e,t){if(Qe(),Ot=void 0,typeof t.type=="string"){var n,i=t.props;for(var s in i)if(s!=="children"){var a=i[s];a instanceof j&&(n||(t.__np=n={}),n[s]=a,i[s]=a.peek())}}e(t)});Ce("__r",function(e,t){if(e(t),t.type!==ve){Qe();var n,i=t.__c;i&&(i.__$f&=-2,(n=i.__$u)===void 0&&(i.__$u=n=(function(s,a){var r;return ye(function(){r=this},{name:a}),r.c=s,r})((function(s){return function(){var a;go&&((a=this.y)==null||a.call(this)),s.__$f|=1,s.setState({})}})(i),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Ot=i,Qe(n)}});Ce("__e",function(e,t,n,i){Qe(),Ot=void 0,e(t,n,i)});Ce("diffed",function(e,t){Qe(),Ot=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var i=t.__np,s=t.props,a=n.U;if(a)for(var r in a){var l=a[r];l===void 0||i&&r in i||(l.d(),a[r]=void 0)}if(i){a||(a={},n.U=a);for(var c in i){var p=a[c],u=i[c];p===void 0?(p=yo(n,c,u,s),a[c]=p):p.o(u,s)}}}e(t)});function yo(e,t,n,i){var s=t in e&&e.ownerSVGElement===void 0,a=K(n);return{o:function(r,l){a.value=r,i=l},d:ye(function(){this.N=ri;var r=a.value.value;i[t]!==r&&(i[t]=r,s?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Ce("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var i=n.U;if(i){n.U=void 0;for(var s in i){var a=i[s];a&&a.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var u=p.__$u;u&&(p.__$u=void 0,u.d())}}e(t)});Ce("__h",function(e,t,n,i){i<3&&(t.__$f|=2),e(t,n,i)});se.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,i=n&&n.s!==void 0;for(var s in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var a=2&this.__$f;if(!(i||a||4&this.__$f)||1&this.__$f)return!0}else if(!(i||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function bo(e,t){return yt(function(){return K(e,t)},[])}var xo=function(e){queueMicrotask(function(){queueMicrotask(e)})};function So(){un(function(){for(var e;e=ai.shift();)oi.call(e)})}function ri(){ai.push(this)===1&&(O.requestAnimationFrame||xo)(So)}var o=En.bind(ht);var At=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},ne=K(void 0),le=e=>ne.value?.scopes.includes(e)??!1;async function Ee(e,t){let n;try{n=await fetch(e,{credentials:"same-origin",...t})}catch(a){throw a instanceof DOMException&&a.name==="AbortError"?a:new At(0,{detail:"The server cannot be reached. Check the connection, then try again."})}n.status===401&&e!=="/session"&&(ne.value=null);let i=n.headers.get("content-type")?.includes("json"),s=i?await n.json():await n.text();if(!n.ok)throw new At(n.status,i?s:{});return{body:s,position:Number(n.headers.get("gatelog-position")??NaN)}}async function et(){try{ne.value=(await Ee("/session")).body}catch{ne.value=null}}async function li(e){ne.value=(await Ee("/session",{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function ci(){await Ee("/session",{method:"DELETE"}).catch(()=>{}),await et()}function J(e,t={},n={}){let i=new URLSearchParams;for(let[a,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&i.append(a,String(l));return e.replace(/\{(\w+)\}/g,(a,r)=>encodeURIComponent(n[r]??""))+(i.size?`?${i}`:"")}var be=K([]);function k(e,t,n){return xe(t&&J(e,t,n))}function xe(e){let[t,n]=E(0),i=`${e}#${t}`,[s,a]=E({to:"",position:NaN});rn(()=>{if(!e)return;let p=new AbortController;return be.value=[...be.peek(),e],Ee(e,{signal:p.signal}).then(({body:u,position:m})=>a({to:i,data:u,position:m}),u=>p.signal.aborted||a({to:i,error:u,position:NaN})),()=>{p.abort(),be.value=be.peek().toSpliced(be.peek().indexOf(e),1)}},[i]);let{data:r,error:l,position:c}=e?s:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&s.to!==i,url:e,reload:()=>n(t+1)}}function ui(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",i]=e.split("/").map(ko);return{page:n,id:i||null,params:new URLSearchParams(t),opened:new Date}}function ko(e){try{return decodeURIComponent(e)}catch{return e}}var v=K(ui());addEventListener("hashchange",()=>{let e=v.value;v.value=ui(),(e.page!==v.value.page||e.id!==v.value.id)&&scrollTo(0,0)});function x(e,t=null,n={}){let i=n instanceof URLSearchParams?n:pi(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${i.size?`?${i}`:""}`}var L=e=>x(v.value.page,v.value.id,pi(v.value.params,e));function B(e){location.hash=L(e)}var di=["after","before","row","position"],wo=[...di,"live"];function pi(e,t){let n=new URLSearchParams(e);Object.keys(t).some(i=>!wo.includes(i)&&!/_(after|before)$/.test(i))&&di.forEach(i=>n.delete(i));for(let[i,s]of Object.entries(t)){n.delete(i);for(let a of Array.isArray(s)?s:[s??""])a!==""&&n.append(i,String(a))}return n}function Se(e){let{params:t}=v.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function Ct(e,t){let n=`gatelog.${e}`,i=K(localStorage.getItem(n)??t);return i.subscribe(s=>localStorage.setItem(n,s)),i}var pn=Ct("theme","system"),tt=Ct("zone","local");var To=6e4,mi=60*To,pe=24*mi,Et={"24h":["24 hours",pe],"7d":["7 days",7*pe],"30d":["30 days",30*pe],"90d":["90 days",90*pe],"1y":["1 year",365*pe]},fn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",W=()=>tt.value==="utc"?"UTC":fn,fi=new Map;function R(e,t="second"){let n=W(),i=fi.get(n);i||(i=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),fi.set(n,i));let s=i.format(new Date(e));return t==="clock"?s.slice(11,16):s.slice(0,{second:19,minute:16,day:10,month:7}[t])}var ce=e=>!e||Number.isNaN(Date.parse(e))?"":R(e,"minute").replace(" ","T"),oe=e=>e?new Date(tt.value==="utc"?`${e}Z`:e).toISOString():null;function nt(e){let t=[],n=Math.round(e/1e3);for(let[i,s]of[["d",86400],["h",3600],["min",60],["s",1]]){let a=Math.floor(n/s);if(n-=a*s,a>0&&t.length<2)t.push(`${a} ${i}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function _i(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${nt(t).split(" ").slice(0,2).join(" ")} ago`}var Oo=e=>oe(`${R(e,"day")}T00:00`)??new Date(e).toISOString();function Ie({params:e,opened:t}){let n=e.get("since"),i=e.get("until")??void 0,s=i?Date.parse(i):t.getTime(),a=e.get("last")??"7d",r=Et[a]?.[1]??Et["7d"][1],l=n?Date.parse(n):s-r,c=s-l,p=c<=3*pe?"hour":c<=100*pe?"day":c<=600*pe?"week":"month";return{since:n??(p==="hour"?new Date(l-l%mi).toISOString():Oo(l)),until:i,interval:p,last:n||i?null:a}}var Ao=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function _({children:e}){let n=[e].flat().map(i=>String(i??"")).join("").split(Ao);return o`<bdi>${n.map((i,s)=>s%2===0?i:o`<span class="invisible">\\u{${i.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}function mn({children:e}){return[e].flat().join("").split("`").map((n,i)=>i%2===0?n:o`<code>${n}</code>`)}function g({at:e,to:t}){return e?o`<time datetime=${e} title=${`${R(e)} ${W()}
${e}`}>${R(e,t)}</time>`:o`<span class="faint">–</span>`}function fe({text:e,label:t="Copy",quiet:n=!1}){let[i,s]=E("");return o`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>s("Copied"),()=>s("Not copied")),setTimeout(()=>s(""),2e3)}} title=${e}>
    ${i||t}</button>`}function q({id:e,page:t,params:n}){if(!e)return o`<span class="faint">–</span>`;let i=o`<code class="id"><${_}>${e}<//></code>`;return o`<span class="nowrap" title=${e}>${t?o`<a href=${x(t,e,n)}>${i}</a>`:i}
    <${fe} text=${e} quiet /></span>`}var I=({tone:e="plain",children:t,title:n})=>o`<span class=${`badge ${e}`} title=${n}>${t}</span>`,N=({title:e,id:t,tools:n,children:i})=>o`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&o`<div class="tools">${n}</div>`}</header>
  ${i}
</section>`,G=({rows:e})=>o`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?o`<${_}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,It=({title:e,children:t,tone:n="",busy:i=!1})=>o`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${i}>
    <p class="state-title">${e}</p>${t}
  </div>`,_n=()=>o`<${It} title="Loading…" busy tone="loading" />`,Nt=({notes:e=[],title:t="Nothing matches."})=>o`<${It} title=${t}>
  ${e.map(n=>o`<p><${_}>${n}<//></p>`)}
  ${e.length===0&&o`<p>The log holds nothing of this kind. No filter was ignored.</p>`}
<//>`,$i=({children:e})=>o`<${It} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,ke=({scope:e,children:t})=>le(e)?t:o`<${$i}>It needs the scope <code>${e}</code>.<//>`;function we({error:e,retry:t}){return e.status===403?o`<${$i}><${_}>${e.message}<//>.<//>`:o`<${It} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${_}>${e.message}<//></p>
    ${e.size!==void 0&&o`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&o`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&o`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&o`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function A({answer:e,children:t}){return e.error&&!e.loading?o`<${we} error=${e.error} retry=${e.reload} />`:e.data?o`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?o`<${_n} />`:null}var $n=K(null),Co={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function hn(e,t,n){let i=v.value.params.getAll(e).filter(s=>s.replace(/^!/,"")!==t);B({[e]:[...i,n?`!${t}`:t]})}function Y({name:e,value:t,title:n,page:i=Co[e],children:s}){return t==null||t===""?o`<span class="faint">–</span>`:o`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return hn(e,t,!0);let l=r.currentTarget.getBoundingClientRect();$n.value={name:e,value:t,label:n??t,page:i,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${_}>${s??t}<//></button>`}function hi(){let e=ie(null),t=$n.value;if(Z(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},i=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(u=>u===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},s={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},a=(r,l)=>o`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return o`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${s} onKeyDown=${i} onToggle=${r=>r.newState==="closed"&&($n.value=null)}>
    <p><span class="faint">${t.name}</span> <${_}>${t.label}<//></p>
    ${a("Only this",()=>hn(t.name,t.value,!1))}
    ${a("Leave this out",()=>hn(t.name,t.value,!0))}
    ${t.page&&a("Open its page",()=>{location.hash=x(t.page??"",t.value)})}
    ${a("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var vi=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function gi(){let e=[...new Set(be.value)];return e.length===0?null:o`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>o`<li key=${t}><code><${_}>${vi(t)}<//></code> <${fe}
      text=${vi(t)} /></li>`)}</ul>
  </details>`}var Ne=180,Pe=40,Pt=22,me=8;function Eo(e){let[t,n]=E(0);return Z(()=>{if(!e.current)return;let i=new ResizeObserver(([s])=>s&&n(s.contentRect.width));return i.observe(e.current),()=>i.disconnect()},[]),t}function Io(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return[1,2,4,5,10].map(n=>n*t).find(n=>n>=e)??e}function No(e,t){if(t==="month")return R(e,"month");let n=R(e,"clock");return t==="day"||n==="00:00"?R(e,"day").slice(5):n}var yi=e=>e.reduce((t,n)=>t+(n??0),0),bi=e=>e===null?"not covered":e.toLocaleString("en");function Re({label:e,series:t,bars:n,interval:i,onZoom:s}){let a=ie(null),r=Eo(a),[l,c]=E(-1),[p,u]=E(null),m=Io(Math.max(...n.map(({values:b})=>yi(b)),1)),f=Math.max(r-Pe,1)/Math.max(n.length,1),d=b=>me+(Ne-me-Pt)*(1-b/m),$=i==="hour"?"minute":i==="month"?"month":"day",S=b=>{let F=b.clientX-b.currentTarget.getBoundingClientRect().left-Pe;return Math.max(0,Math.min(n.length-1,Math.floor(F/f)))},w=(b,F)=>{let[V,D]=[n[Math.min(b,F)],n[Math.max(b,F)]];V&&D&&s?.(V.start,D.end)},y=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),h=n[l],[C,T]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return o`<figure class="chart" ref=${a}>
    <figcaption>
      <span class="when">${h?R(h.start,$):e}${h&&!h.covered?", before the log: at least":""}</span>
      ${t.map((b,F)=>o`<span key=${b} class="key"><i class=${`s${F}`}></i>${b}
        <b>${h?bi(h.values[F]??null):yi(n.map(({values:V})=>V[F]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ne}
      class=${s?"zooms":""}
      onPointerMove=${b=>{c(S(b)),p&&u([p[0],S(b)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${b=>{s&&(b.currentTarget.setPointerCapture(b.pointerId),u([S(b),S(b)]))}}
      onPointerCancel=${()=>u(null)}
      onPointerUp=${()=>{p&&w(...p),u(null)}}>
      ${[0,m/2,m].map(b=>o`<g key=${b}>
        <line class="grid" x1=${Pe} x2=${r} y1=${d(b)} y2=${d(b)} />
        ${Number.isInteger(b)&&o`<text x=${Pe-8} y=${d(b)+4} text-anchor="end">
          ${b.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((b,F)=>{let V=Pe+F*f,D=0;return o`<g key=${b.start} class=${b.covered?"":"uncovered"}>
          ${!b.covered&&o`<rect class="gap" x=${V} y=${me} width=${f} height=${Ne-me-Pt} />`}
          ${b.values.map((Te,te)=>Te?(D+=Te,o`<rect key=${te} class=${`s${te}`} x=${V+f*.12} width=${f*.76} y=${d(D)}
              height=${Math.max(1,d(D-Te)-d(D))} />`):null)}
          ${F%y===0&&o`<text x=${V+f/2} y=${Ne-6}
            text-anchor=${F===0?"start":"middle"}>${No(b.start,$)}</text>`}
          ${F===l&&o`<rect class="hover" x=${V} y=${me} width=${f}
            height=${Ne-me-Pt} />`}
        </g>`})}
      ${p&&o`<rect class="selection" x=${Pe+C*f} width=${(T-C+1)*f} y=${me}
        height=${Ne-me-Pt} />`}
    </svg>
    <${Po} ...${{label:e,series:t,bars:n,to:$,zoom:s&&w}} />
  </figure>`}function Po({label:e,series:t,bars:n,to:i,zoom:s}){let[a,r]=E(!1),l=n.some(({covered:c})=>!c);return o`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${a&&o`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${W()}</th>
        ${t.map(c=>o`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>o`<tr key=${c.start}>
        <th scope="row">${s?o`<button type="button" class="value" title="Zoom to it" onClick=${()=>s(p,p)}>
            ${R(c.start,i)}</button>`:R(c.start,i)}</th>
        ${c.values.map(u=>o`<td class="number">
          ${u!==null&&!c.covered?"≥ ":""}${bi(u)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${l&&o`<p class="faint">Shaded: from before the log began. Of then it holds only what was delivered
    later.</p>`}`}var vn=["signed_in","sign_in_pending"],xi=["signed_out","session_revoked"],Le=["impersonation_started","agent_session_started"],it=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Ro=new Set([...Le,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),M=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},Rt=e=>Ro.has(e)?"warn":vn.includes(e)?"good":"plain",Si={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from the address of the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var ot=[{name:"Sign-ins",values:vn},{name:"Sign-outs",values:xi},{name:"Security and impersonation",values:[...it,...Le]},{name:"Other",values:null}];function gn({counts:e,other:t,covered:n},{values:i},s){if(!e)return null;let a=new Set(s.flatMap(c=>c.values??[])),l=(i??Object.keys(e).filter(c=>!a.has(c))).reduce((c,p)=>c+(e[p]??0),i?0:t??0);return l===0&&!n?null:l}var ze=(e,t)=>e.map(n=>({...n,values:t.map(i=>gn(n,i,t))}));function Lt(e){let{since:t,until:n,interval:i}=Ie(e);return{since:t,until:n,interval:i,time_zone:W()}}var ki=5;function wi(e,t){let n=t.filter(i=>e.has(i)&&!["source","instance_id"].includes(i));for(let i of["action","country","browser"]){let s=e.getAll(i);if(n.length!==1||n[0]!==i||s.some(l=>l.startsWith("!")))continue;let a=s.slice(0,ki).map(l=>({name:i==="action"?M(l):l,values:[l]})),r=s.slice(ki);return{by:i,ignored:[],groups:r.length>0?[...a,{name:"further values",values:r}]:a}}return{by:"action",groups:ot,ignored:n}}function Lo({filter:e,value:t}){let n=v.value.params.getAll(e.name),i=e.several&&t.startsWith("!"),s=i?t.slice(1):t,a=r=>L({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return o`<li class=${i?"chip excluded":"chip"}>
    <span>${e.label} ${i?"is not":"is"}</span>
    <b><${_}>${e.kind==="time"?R(s,"minute"):s}<//></b>
    ${e.several&&o`<a href=${a(i?s:`!${s}`)} title="Turn around"
      aria-label=${`${e.label} ${s}: ${i?"show only":"leave out"}`}>${i?"=":"≠"}</a>`}
    <a href=${a(null)} aria-label=${`Remove ${e.label} ${s}`} title="Remove">×</a>
  </li>`}function zo({filters:e}){let[t,n]=E(e[0]?.name??""),i=e.find(l=>l.name===t)??e[0];if(!i)return null;let s=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),u=i.kind==="time"?oe(p):p;if(!u)return;let m=i.several?v.value.params.getAll(t).filter(f=>f!==u):[];B({[t]:[...m,c.get("not")==="1"?`!${u}`:u]}),l.currentTarget.reset()},{kind:a}=i,r=`values-of-${t}`;return o`<form class="add" onSubmit=${s} aria-label="Add a filter">
    <select aria-label="Filter" value=${t}
      onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>o`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${i.several&&o`<select name="not" aria-label="Relation">
      <option value="">is</option><option value="1">is not</option></select>`}
    ${typeof a=="string"?o`<input key=${t} name="value" aria-label="Value" type=${a==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${a==="time"?"":"value"} />`:a.length>12?o`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${a.map(l=>o`<option value=${l} />`)}</datalist>`:o`<select key=${t} name="value" aria-label="Value">${a.map(l=>o`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function Mo({name:e,label:t}){return o`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),B({[e]:String(new FormData(i.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${v.value.params.get(e)}
      defaultValue=${v.value.params.get(e)??""} aria-label=${t}
      placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function Me({filters:e,search:t}){let{params:n}=v.value,i=e.flatMap(a=>n.getAll(a.name).map(r=>({filter:a,value:r}))),s=Object.fromEntries(e.map(({name:a})=>[a,null]));return o`<div class="filters">
    ${t&&o`<${Mo} name="q" label=${t} />`}
    <${zo} filters=${e.filter(({name:a})=>a!=="q")} />
    ${i.length>0&&o`<ul class="chips" aria-label="Filters that are set">
      ${i.map(({filter:a,value:r})=>o`<${Lo} key=${a.name+r} filter=${a} value=${r} />`)}
      ${i.length>1&&o`<li><a href=${L(s)}>Remove all</a></li>`}
    </ul>`}
  </div>`}var yn=({value:e})=>o`<div class="segments">${Object.entries(Et).map(([t,[n]])=>o`<a key=${t} class=${e===t?"on":""} aria-current=${e===t}
    href=${L({last:t,since:null,until:null})}>${n}</a>`)}</div>`;function zt(){let{since:e,until:t,last:n}=Ie(v.value),i=s=>o`<label>${s==="since"?"From":"Until"}
    <input type="datetime-local" value=${ce({since:e,until:t??null}[s])}
      onChange=${a=>B({since:e,until:t,[s]:oe(a.currentTarget.value),last:null})} /></label>`;return o`<div class="range" role="group" aria-label=${`Range of time, ${W()}`}>
    <${yn} value=${n} />
    ${i("since")} ${i("until")}
  </div>`}var Do=50,Uo=20,Ti=new Map;function Oi(e,t){let n=t.filter(({hidden:s})=>!s).map(({name:s})=>s).join(","),i=Ti.get(e)??Ct(`columns${e}`,n);return Ti.set(e,i),i}function qo({path:e,columns:t}){let n=Oi(e,t),i=new Set(n.value.split(",")),s=a=>{i.delete(a)||i.add(a),n.value=t.map(r=>r.name).filter(r=>i.has(r)).join(",")};return o`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:a,label:r})=>o`<label key=${a}><input type="checkbox" checked=${i.has(a)}
      onChange=${()=>s(a)} /> ${r}</label>`)}
  </div></details>`}var Mt=({path:e,query:t})=>o`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>o` <a key=${n} download href=${J(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function De({columns:e,path:t,rows:n,id:i,caption:s,mark:a}){let r=new Set(Oi(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return o`<div class="scroll" tabindex="0" role="region" aria-label=${s}><table class="rows">
    <caption class="hidden">${s}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>o`<th key=${c} scope="col">${p}</th>`)}</tr></thead>
    <tbody>${n.map(c=>o`<tr key=${i(c)} class=${a?.(c)??""}>
      ${l.map(({name:p,label:u,cell:m,wide:f})=>o`<td key=${p} data-label=${u}
        class=${f?"wide":p}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function X({path:e,query:t,columns:n,id:i,caption:s,mark:a,before:r=[],tools:l,part:c="",limit:p,paged:u=!0}){let{params:m}=v.value,[f,d]=[`${c}after`,`${c}before`],$={after:m.get(f),before:m.get(d)},[S,w]=E(void 0),y={limit:p??(c?Uo:Do),...$,count:S},h=xe(J(e,u?{...t,...y}:t));return o`<div class="list">
    <div class="bar">${l?.(h)}
      <span class="spring"></span>
      ${h.data?.page?.count!==void 0?o`<span class="count">
        ${h.data.page.count.toLocaleString("en")} rows</span>`:u&&o`<button type="button" onClick=${()=>w("exact")}>Count</button>`}
      <${Mt} path=${e} query=${t} /><${qo} path=${e} columns=${n} />
    </div>
    <${A} answer=${h}>${({data:C,page:T,notes:b})=>{let F=new Set(C.map(i)),V=[...r.filter(D=>!F.has(i(D))),...C];return o`
        ${V.length===0&&!T?.incomplete?o`<${Nt} notes=${b} />`:o`
          ${b?.map(D=>o`<p class="note" key=${D}><${_}>${D}<//></p>`)}
          <${De} columns=${n} path=${e} rows=${V} id=${i} caption=${s} mark=${a} />`}
        ${T?.has_more&&o`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${T&&o`<nav class="pages" aria-label="Pages">
          ${T.prev&&($.after||$.before)&&o`<a rel="prev" href=${L({[d]:T.prev,[f]:null})}>← Previous</a>`}
          ${T.next&&(T.has_more||$.before)&&o`<a rel="next" href=${L({[f]:T.next,[d]:null})}>
            ${T.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var Ue=(e,t,n)=>t?o`<a href=${x(n,t)} title=${t}><${_}>${e}<//></a>`:e||"–",at=e=>[e.city,e.country].filter(Boolean).join(", "),st=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),qe=e=>e.ended_at?o`<${g} at=${e.ended_at} to="minute" /> <span class="faint"><${_}>
    ${M(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:o`<span class="faint">open</span>`;function jo({impersonated:e,impersonator_id:t}){if(!e)return o`<span class="faint">in person</span>`;let n=t&&o`by <a class="short" href=${x("users",t)} title=${t}><${_}>${t}<//></a>`;return o`<${I} tone="warn">Impersonated<//> ${n}`}var bn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,xn=e=>o`
  ${e.deleted_at&&o`<${I} tone="warn">Deleted<//>`} ${e.banned&&o`<${I} tone="warn">Banned<//>`}
  ${e.locked&&o`<${I} tone="warn">Locked<//>`} ${e.deprovisioned&&o`<${I} tone="warn">Deprovisioned<//>`}`;function Fo(e){return v.value.page==="activity"&&!v.value.id?L({row:e.svix_id}):x("activity",e.svix_id,{source:e.source==="system"?"system":null})}var Ai=[{name:"occurred_at",label:"Time",cell:e=>o`<${g} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>o`<span class=${`badge ${Rt(t)}`} key=${t}>
      <${Y} name="action" value=${t}>${M(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>o`<a class="row-link" href=${Fo(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${_}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>o`<${Y} name="user_id" value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>o`<${Y} name="actor_id" value=${e.actor.id} title=${e.actor.name??void 0}>
      ${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>o`<${Y} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>o`<${Y} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>o`<${Y} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>o`<${Y} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>o`<${Y} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>o`<${Y} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>o`<${Y} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>o`<${g} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Ci=[{name:"started_at",label:"Started",cell:e=>o`<a href=${x("sessions",e.session_id)}><${g} at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",wide:!0,cell:e=>Ue(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acting",cell:jo},{name:"status",label:"Status",cell:e=>o`<${Y} name="status" value=${e.status}>${M(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:qe},{name:"duration",label:"Duration",cell:e=>e.duration_ms==null?"–":nt(e.duration_ms)},{name:"ip",label:"Address",cell:e=>e.ip??"–"},{name:"country",label:"Place",cell:e=>o`<${Y} name="country" value=${e.country}>${at(e)}<//>`},{name:"browser",label:"Device",cell:e=>o`<${Y} name="browser" value=${e.browser}>${st(e)}<//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>o`<${g} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.session_id} page="sessions" />`}],Ei=[{name:"name",label:"Name",wide:!0,cell:e=>o`${Ue(bn(e),e.user_id,"users")} ${xn(e)}`},{name:"email",label:"E-mail",cell:e=>o`<${_}>${e.primary_email??"–"}<//>
      ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>o`<span class="faint">formerly <${_}>
        ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>o`<${g} at=${e.last_sign_in_at} to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.user_id} page="users" />`}],Ii=[{name:"name",label:"Name",wide:!0,cell:e=>[Ue(e.name??e.organization_id,e.organization_id,"organizations"),e.deleted_at&&o` <${I} tone="warn">Deleted<//>`]},{name:"slug",label:"Slug",cell:e=>o`<${_}>${e.slug??"–"}<//>`},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>o`<${q} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.organization_id} page="organizations" />`}],Ni=[{name:"user",label:"Member",wide:!0,cell:e=>Ue(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>o`<${_}>${e.user_email??"–"}<//>`},{name:"organization",label:"Organization",hidden:!0,cell:e=>Ue(e.organization_name??"",e.organization_id,"organizations")},{name:"role",label:"Role",cell:e=>o`<${_}>${e.roles?.join(", ")||e.role_name||e.role||"–"}<//>`},{name:"started_at",label:"Since",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:qe}],Pi=[{name:"email",label:"Invited",wide:!0,cell:e=>o`<${_}>${e.email??"–"}<//>`},{name:"status",label:"Status",cell:e=>o`${M(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>o`<${_}>${e.role_name??e.role??"–"}<//>`},{name:"inviter",label:"By",cell:e=>Ue(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>o`<${g} at=${e.settled_at} to="minute" />`}],Ri=[{name:"name",label:"Name",wide:!0,cell:e=>o`<${_}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>o`<${_}>${e.owner??"–"}<//>`},{name:"status",label:"Status",cell:e=>o`<${I} tone=${e.status==="valid"?"good":"warn"}>${M(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>o`<${g} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?o`<${g} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>o`<${q} id=${e.key_id} />`}];var rt=["true","false"],lt=(e,t)=>t,Bo=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Vo=lt("/v1/activity",[{name:"action",label:"Action",kind:Bo,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0},{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),Ho=["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"],Wo=[{name:"country",label:"Country",kind:"text"},{name:"city",label:"City",kind:"text"},{name:"browser",label:"Browser",kind:"text"}],H={"/v1/activity":{title:"Activity",columns:Ai,id:e=>`${e.source}/${e.svix_id}`,filters:Vo,search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Ci,id:e=>`${e.source}/${e.session_id}`,filters:lt("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:rt},{name:"agent",label:"Agent",kind:rt},{name:"status",label:"Status",kind:Ho},{name:"user_id",label:"User",kind:"text"},{name:"impersonator_id",label:"Impersonator",kind:"text"},{name:"organization_id",label:"Organization",kind:"text"},...Wo])},"/v1/users":{title:"Users",columns:Ei,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:lt("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:rt},{name:"banned",label:"Banned",kind:rt},{name:"never_signed_in",label:"Never signed in",kind:rt},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Ii,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:lt("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Ni,id:e=>`${e.source}/${e.membership_id}`,filters:lt("/v1/memberships",[{name:"role",label:"Role",kind:"text"},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Pi,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:Ri,id:e=>e.key_id,filters:[],paged:!1}},Sn=e=>H[e];var Go=500,Ko=["until","since","received_since","received_until"];function Li(e,t){let[n,i]=E([]),[s,a]=E(""),r=ie(""),l=J("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([c])=>!Ko.includes(c))));return Z(()=>{r.current="",i([])},[l]),Z(()=>{if(!t)return a("");let c=r.current&&`${l.includes("?")?"&":"?"}after=${encodeURIComponent(r.current)}`,p=new EventSource(l+c);a("connecting");let u=m=>{if(m.lastEventId&&(r.current=m.lastEventId),a("live"),m.type==="heartbeat")return;let f=JSON.parse(m.data);i(d=>[f,...d.filter(({svix_id:$})=>$!==f.svix_id)].slice(0,Go))};for(let m of["message","revision","heartbeat"])p.addEventListener(m,u);return p.addEventListener("closed",m=>a(JSON.parse(m.data).detail)),p.addEventListener("error",()=>{if(p.readyState!==EventSource.CLOSED)return a("connecting");a("The stream was refused. Remove a filter, or pause and start it again."),et()}),()=>p.close()},[l,t]),{rows:n,state:s}}var kn=()=>{let e=v.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null},Mi=e=>Math.max(e.revision??0,e.revised_at_position??0);function Dt(e){let t=kn();return t===null?"":e.position>t?"late":Mi(e)>t?"revised":""}function je({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:v.value.params.get("row")};return o`<${fe} label="Copy permalink" text=${location.origin+location.pathname+L(n)} />`}var zi=20;function Ut({query:e}){let t=kn(),n=k("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:zi});if(t===null||!n.data)return null;let i=n.data.data.filter(a=>a.position>t),s=n.data.data.filter(a=>Dt(a)==="revised");return i.length+s.length===0?o`<p class="note" role="status">This link was made at position ${t}. Nothing was recorded since
      that belongs here.</p>`:o`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> What belongs here and was recorded since: ${i.length}
      ${i.length===zi&&" or more"}. What a late event revised: ${s.length}.</p>
    <ul>${[...i,...s].slice(0,5).map(a=>o`<li key=${a.svix_id}><${g} at=${a.occurred_at} />
      <a href=${x("activity",a.svix_id)}><${_}>${a.summary}<//></a></li>`)}</ul>
  </div>`}function Di({row:e}){return Dt(e)!=="revised"?null:o`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${kn()}): an event that
    happened just before it arrived late, at position ${Mi(e)}. Its actions and changes are compared with
    that event now.</p>`}var Yo=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function ct({value:e}){return e==null?o`<span class="faint">none</span>`:typeof e=="string"&&Yo.test(e)?o`<${g} at=${e} />`:Array.isArray(e)?e.length===0?o`<span class="faint">empty</span>`:e.map(t=>o`<div><${ct} value=${t} /></div>`):typeof e=="object"?o`<dl class="object">${Object.entries(e).map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd><${ct} value=${n} /></dd></div>`)}</dl>`:o`<${_}>${e}<//>`}function Ui(e,t){return[e,t].every(i=>i&&typeof i=="object"&&!Array.isArray(i))?Object.fromEntries(Object.entries(e).filter(([i,s])=>JSON.stringify(s)!==JSON.stringify(t[i]))):e}function Zo({first_seen:e,no_longer_reported:t,reported_again:n}){return e?o`<${I} title="The previous version did not contain the field">not known before<//>`:t?o`<${I} title="The value is unknown from then on">no longer reported<//>`:n?o`<${I} title="The same value as was last reported">reported again<//>`:null}function ut({changes:e,before:t="Before",after:n="After"}){return o`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((i,s)=>o`<tr key=${s}>
      <th scope="row"><${_}>${i.field.replace(/_/g," ")}<//> ${Zo(i)}</th>
      ${i.keys?o`<td colspan="2" data-label="Keys, without their values"><div>
        <${ct} value=${i.keys} /></div></td>`:o`
        <td class="before" data-label=${t}><div><${ct} value=${Ui(i.from,i.to)} /></div></td>
        <td class="after" data-label=${n}><div><${ct} value=${Ui(i.to,i.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var qi=({id:e})=>o`<div class="card">
  <${wn} id=${e} source=${v.value.params.get("source")} /></div>`;function wn({id:e,source:t}){let n={source:t??void 0},i=k("/v1/activity/{svix_id}",n,{svix_id:e});return o`<${A} answer=${i}>${s=>o`
    <h2 class="sentence"><${_}>${s.summary}<//></h2>
    <p>${s.actions.map(a=>o`<${I} key=${a} tone=${Rt(a)}><${_}>
      ${M(a)}<//><//> `)}
      <${g} at=${s.occurred_at} /> <${je} position=${i.position} times=${{}} /></p>
    <${Di} row=${s} />
    <${Qo} row=${s} />
    ${s.changes.length>0&&o`<h3>What changed</h3><${ut} changes=${s.changes} />`}
    ${s.baseline&&o`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${G} rows=${[["Actor",o`${M(s.actor.kind)} ${s.actor.name&&o`<b><${_}>${s.actor.name}<//></b>`} ${s.actor.id&&o`<${q} id=${s.actor.id} page=${s.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",o`${s.actor.inferred?o`<${I} tone="warn">Inferred<//>`:o`<${I} tone="good">Reported<//>`} ${Si[s.actor.basis]}`],["User",s.user_id&&o`<${q} id=${s.user_id} page="users" />`],["Session",s.session_id&&o`<${q} id=${s.session_id} page="sessions" />`],["Organization",s.organization_id&&o`<${q} id=${s.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${G} rows=${[["Address",s.ip&&o`<${_}>${s.ip}<//> <${fe} text=${s.ip} quiet />`],["All addresses",s.ips.length>1?s.ips.join(", "):null],["Place",[s.city,s.country].filter(Boolean).join(", ")],["Browser",s.browser],["User agent",s.user_agent],["New to the user",Object.entries(s.new_to_user??{}).filter(([,a])=>a).map(([a])=>a).join(", ")]]} />
    <h3>In the log</h3>
    <${G} rows=${[["Position",String(s.position)],["svix-id",o`<${q} id=${s.svix_id} />`],["Type",s.type],["Source",s.source],["Instance",s.instance_id],["Received",o`<${g} at=${s.received_at} />`],["Time is from",M(s.occurred_basis)],["Revised at position",s.revised_at_position==null?null:String(s.revised_at_position)]]} />
    <${ke} scope="events:read"><${Jo} id=${s.svix_id} query=${n} /><//>`}<//>`}function Jo({id:e,query:t}){let[n,i]=E(!1),s={svix_id:e},a=k("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},s);return o`<${A} answer=${a}>${r=>o`
    <${G} rows=${[["Came by",r.via],["Commitment",o`<code class="id"><${_}>${r.commitment}<//></code> <${fe} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${le("events:body")?o`
        ${r.payload_redacted&&o`<button type="button" onClick=${()=>i(!0)}>Show all of it</button>`}
        <a download href=${J("/v1/events/{svix_id}/payload",t,s)}>Download as it was sent</a>`:r.payload_redacted&&o`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?o`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:o`<${Xo} value=${r.payload} />`}`}<//>`}var Xo=({value:e})=>o`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>o`<${_}>${t}<//>${`
`}`)}</pre>`;function Qo({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=k("/v1/activity",t&&{...t,until:e.occurred_at}),i=k("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),s=n.data?.data[0],a=i.data?.data.find(({svix_id:c})=>c!==e.svix_id),r=v.value.page==="activity"&&!v.value.id,l=(c,p)=>c&&o`<a title=${c.summary}
    href=${r?L({row:c.svix_id}):x("activity",c.svix_id)}>${p}</a>`;return!s&&!a?null:o`<nav class="neighbours" aria-label="Events of this user">
    ${l(s,"← Previous of this user")} ${l(a,"Next of this user →")}</nav>`}var{columns:ea,filters:Fi,id:ta,search:na,title:ia}=H["/v1/activity"],ji=[...Fi.map(({name:e})=>e),"q"];function Bi(){let{params:e}=v.value,t=e.get("row"),n=Lt(v.value),i={...Se(ji),since:n.since,until:n.until},{by:s,groups:a,ignored:r}=wi(e,ji),l=r.length===0?"Drag to zoom":`All activity of this time: the chart does not count by ${r.join(", ")}`,c=k("/v1/stats/activity",{...Se(["source","instance_id"]),by:s,...n}),p=Li(i,e.get("live")==="1"&&!n.until),u=!e.has("after")&&!e.has("before"),m=($,S)=>B({since:$,until:S,last:null}),f=$=>$.svix_id===t?"selected":Dt($),d=({position:$})=>{let S={since:n.since,until:n.until??new Date().toISOString(),last:null,live:null};return o`<${oa} state=${p.state} ended=${!!n.until} rows=${p.rows} />
      <${je} position=${$} times=${S} />`};return o`<h1>${ia}</h1>
    <${zt} /><${Me} filters=${Fi} search=${na} />
    <${Ut} query=${i} />
    <${N} title="How much happened" tools=${o`<span class="faint">${l}</span>`}>
      <${A} answer=${c}>${({data:$})=>o`
        <${Re} label=${`Per ${n.interval}`} interval=${n.interval}
          series=${a.map(({name:S})=>S)} bars=${ze($,a)} onZoom=${m} />`}<//>
    <//>
    <div class=${t?"beside":""}>
      <${N} title="What happened">
        <${X} path="/v1/activity" query=${i} columns=${ea} id=${ta} caption="Activity, newest first"
          before=${u?p.rows:[]} mark=${f} tools=${d} />
      <//>
      ${t&&o`<${aa} key=${t} id=${t} />`}
    </div>`}function oa({state:e,ended:t,rows:n}){if(t)return o`<span class="faint">Live without an end of time only</span>`;let i=v.value.params.get("live")==="1";return o`<button type="button" onClick=${()=>B({live:i?null:"1",after:null,before:null})}>
      ${i?"Pause":"Live"}</button>
    ${i&&o`<span class=${`live ${e}`}>${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${i&&n[0]?o`<${_}>${n[0].summary}<//>`:""}</span>`}function aa({id:e}){let t=ie(null);return Z(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),o`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&B({row:null})}>
    <a class="close" href=${L({row:null})} aria-label="Close the event">×</a>
    <${wn} id=${e} source=${v.value.params.get("source")} />
  </aside>`}function qt({path:e}){let t=H[e],n=Se([...t.filters.map(({name:i})=>i),...t.search?["q"]:[]]);return o`<h1>${t.title}</h1>
    <${Me} filters=${t.filters} search=${t.search} />
    <div class="card"><${X} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var jt=H["/v1/activity"],Vi=6e4,Q=()=>v.value.params.get("as_of")??void 0;function Ft(){let e=Q();return e&&new Date(Date.parse(e)+1).toISOString()}function Fe({position:e,query:t,from:n}){let i=Q(),s=v.value.opened.getTime();return o`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${ce(i??null)} max=${ce(new Date().toISOString())}
      onChange=${a=>B({as_of:oe(a.currentTarget.value)})} /></label>
    ${n&&o`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(n)} max=${s} step=${Vi}
      value=${i?Date.parse(i):s} aria-valuetext=${i?R(i,"minute"):"now"}
      onChange=${a=>{let r=Number(a.currentTarget.value);B({as_of:s-r<2*Vi?null:new Date(r).toISOString()})}} />`}
    ${i?o`<b>The page shows what was true at ${R(i)}, ${W()}.</b>
        <a href=${L({as_of:null})}>Now</a>`:o`<span class="faint">now</span>`}
    <${je} position=${e} times=${{as_of:i??new Date().toISOString()}} />
  </div>
  <${Ut} query=${{...t,until:Ft()}} />`}function Be({query:e,title:t="Activity"}){let n=jt.filters.map(({name:i})=>i).filter(i=>!(i in e));return o`<${N} title=${t} id="activity">
    <${Me} filters=${jt.filters.filter(({name:i})=>n.includes(i))} />
    <${X} path="/v1/activity" part="activity_" query=${{...e,...Se(n),until:Ft()}}
      columns=${jt.columns} id=${jt.id} caption=${`${t}, newest first`} />
  <//>`}var sa=8;function Ve({path:e,id:t}){let{params:n}=v.value,[i,s]=["versions_after","versions_before"].map(p=>n.get(p)??void 0),a=Q(),r=`${e}/history`,c=k(r,{limit:a?1e3:20,after:i,before:s},{user_id:t,session_id:t,organization_id:t});return o`<${N} title="Versions" id="versions">
    <${la} path=${e} id=${t} />
    <${A} answer=${c}>${({data:p,page:u})=>o`
      <ol class="versions">
        ${p.filter(({occurred_at:m})=>!a||m<=a).map(m=>o`<${ra} key=${m.svix_id} version=${m} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${u.prev&&(i||s)&&o`<a href=${L({versions_before:u.prev,versions_after:null})}>← Newer</a>`}
        ${u.next&&u.has_more&&o`<a href=${L({versions_after:u.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function ra({version:{changes:e,evidence:t,occurred_at:n,type:i}}){let s=e.length===0?"nothing new":e.length===1?"1 field":`${e.length} fields`;return o`<li><details open=${t==="object"&&e.length<=sa}>
    <summary><${g} at=${n} /> <b><${_}>${i}<//></b> <span class="faint">${s}</span></summary>
    ${e.length>0&&o`<${ut} changes=${e} />`}
    <p class="faint">Says: ${M(t).toLowerCase()}.
      ${" "}<a href=${L({as_of:n})}>Show the page as of then</a></p>
  </details></li>`}function la({path:e,id:t}){let{params:n}=v.value,[i,s]=[n.get("from"),n.get("to")],a=`${e}/diff`,l=k(a,i&&s?{from:i,to:s}:null,{user_id:t,session_id:t,organization_id:t});return o`<form class="compare" onSubmit=${p=>{p.preventDefault();let u=new FormData(p.currentTarget);B({from:oe(String(u.get("from"))),to:oe(String(u.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${ce(i)}
        key=${i} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${ce(s)} key=${s} /></label>
      <button type="submit">Compare</button> ${i&&o`<a href=${L({from:null,to:null})}>Clear</a>`}
    </form>
    <${A} answer=${l}>${p=>o`<div class="diff">
      ${!p.from.known&&o`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${p.changes.length===0?o`<p>Nothing differs between the two.</p>`:o`<${ut} changes=${p.changes} before=${R(p.from.at,"minute")}
          after=${R(p.to.at,"minute")} />`}
    </div>`}<//>`}var Hi="/v1/organizations/{organization_id}";function Wi({title:e,path:t,part:n,query:i}){let{columns:s,id:a}=H[t];return o`<${N} title=${e}><${X} path=${t} part=${n} query=${i} columns=${s} id=${a}
    caption=${e} /><//>`}function Gi({id:e}){let t=Q(),n=k(Hi,{as_of:t},{organization_id:e});return o`<${A} answer=${n}>${i=>o`
      <h1><${_}>${i.name??e}<//> ${i.deleted_at&&o`<${I} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&o`<${N} title="Identity"><div class="columns">
      <${G} rows=${[["Slug",n.data.slug],["Created",o`<${g} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&o`<${q} id=${n.data.created_by} page="users" />`]]} />
      <${G} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&o`<${g} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${Wi} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${Wi} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${Be} query=${{organization_id:e}} />
    <${Ve} path=${Hi} id=${e} />`}function ca(e,t,n){return e?.split(`
`).filter(s=>s.startsWith(`${t}{`)&&s.includes(n))?.reduce((s,a)=>s+Number(a.split(" ").at(-1)),0)}function Bt(){let e=k("/v1/sources",{}),t=k("/v1/projections",le("metrics:read")?{}:null),n=xe(le("metrics:read")?"/metrics":null);if(e.error)return o`<${we} error=${e.error} retry=${e.reload} />`;let i=e.data?.data??[],s=i.map(m=>m.last_event_at??"").sort().at(-1),a=i.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=i.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=ca(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=o`<span class="faint">your key may not see it</span>`,u=(m,f,d=!1)=>o`<div class=${d?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return o`<section class="strip" aria-label="How whole the log is"><dl>
    ${u("Last delivery",s?o`<span title=${s}>${_i(s)}</span>`:"none yet")}
    ${u("Lag of the views",t.data?l===0?"none":`${l} events`:p,l>1e3)}
    ${u("Refused since start",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${u("Hidden instances",r===0?"none":o`<a href=${x("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${u("Complete since",o`<${g} at=${a} to="minute" />`)}
  </dl>${i.map(({recent:m})=>m?.notice&&o`<p class="note"><${_}>${m.notice}<//></p>`)}
    </section>`}var ua=[...Le,"user_banned","mfa_disabled","session_revoked"],He=({label:e,value:t,href:n,note:i,warn:s})=>o`<div class=${s?"figure warn":"figure"}>
  <dt>${n?o`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${i&&o`<dd class="faint">${i}</dd>`}
</div>`,We=e=>e?.toLocaleString("en");function Ki(){let e=Lt(v.value),{since:t,until:n}=e,i=k("/v1/stats/activity",{by:"action",...e}),s=k("/v1/stats/sessions",e),a=k("/v1/stats/users",{...e,interval:"month"}),r=y=>k("/v1/activity",{new:y,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=y=>i.data?.data.reduce((h,C)=>h+(gn(C,{name:"",values:y},[])??0),0),[u,m]=[p(Le),p(it)],f=a.data?.data.map(y=>y.signed_in??0)??[],d={since:n?t:null,until:n,last:v.value.params.get("last")},$=k("/v1/activity",{action:ua,since:t,until:n,limit:8}),S=ot.slice(0,2),w=(y,h)=>B({since:y,until:h,last:null});return o`<h1>Overview</h1>
    <${Bt} />
    <${zt} />
    <dl class="figures">
      <${He} label="Signed in now" value=${We(s.data?.active_now)}
        href=${x("sessions",null,{status:"active"})} note="sessions" />
      <${He} label="Users who signed in" href=${x("activity",null,{action:"signed_in",...d})}
        value=${a.data&&We(Math.max(0,...f))}
        note=${f.length>1?"at least: most of one month":"distinct"} />
      <${He} label="New countries" value=${We(l)}
        href=${x("activity",null,{new:"country",...d})} note="sign-ins" />
      <${He} label="New devices" value=${We(c)}
        href=${x("activity",null,{new:"device",...d})} note="sign-ins" />
      <${He} label="Impersonations" value=${We(u)} warn=${u}
        href=${x("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions in another's name" />
      <${He} label="Security changes" value=${We(m)}
        href=${x("activity",null,{action:it.slice(0,20),...d})} note="access, factors, roles" />
    </dl>
    <${N} title="Sign-ins and sign-outs" tools=${o`<span class="faint">Drag to zoom</span>`}>
      <${A} answer=${i}>${({data:y})=>o`
        <${Re} label=${`Per ${e.interval}`} interval=${e.interval}
          series=${S.map(({name:h})=>h)} bars=${ze(y,S)} onZoom=${w} />`}<//>
    <//>
    <${N} title="Worth a look" tools=${o`<a href=${x("activity",null,d)}>All activity</a>`}>
      <${A} answer=${$}>${({data:y})=>y.length===0?o`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:o`<ul class="events">${y.map(h=>o`<li key=${h.svix_id}>
          <${g} at=${h.occurred_at} to="minute" />
          <a href=${x("activity",h.svix_id)}><${_}>${h.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var da=1e3,Vt=["since","until","active_at","as_of","last_sign_in_before"];function Yi(){let e=k("/v1/reports",{});return o`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request, and leaves a file that the log vouches for.</p>
    <${A} answer=${e}>${({data:t})=>o`<ul class="tiles">${t.map(n=>o`
      <li key=${n.name} class="card"><a href=${x("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${mn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function Zi({id:e}){let t=k("/v1/reports",{});return o`<${A} answer=${t}>${({data:n})=>{let i=n.find(({name:s})=>s===e);return i?o`<${pa} report=${i} />`:o`<h1>No such report</h1><p><a
      href=${x("reports")}>All reports</a></p>`}}<//>`}function pa({report:e}){let{params:t,opened:n}=v.value,[i="",s=""]=e.request.split("?"),a=[...e.required,...e.optional],r=Sn(i)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!a.includes(f)),l=[...a,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,d]of new URLSearchParams(s))p[f]=[...p[f]??[],d];for(let f of c)p[f]=t.getAll(f);let u=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let d=new FormData(f.currentTarget);B(Object.fromEntries(l.map($=>{let S=String(d.get($)??"").trim();return[$,Vt.includes($)?oe(S):S]})))};return o`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${mn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>o`<label key=${f}>${M(f)}${e.required.includes(f)?" (needed)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Vt.includes(f)?"datetime-local":"text"}
          defaultValue=${Vt.includes(f)?ce(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&o`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${M(f)}: ${Vt.includes(f)?R(t.get(f)??""):t.get(f)}. `)}
      Printed ${R(n)}, ${W()}, with the key <${_}>${ne.value?.name}<//>. Request: <code>
        ${J(i,p)}</code></p>
    ${u.length>0?o`<p class="note">Fill in ${u.map(M).join(" and ")} for the answer.</p>`:i==="/v1/stats/activity"?o`<${ma} query=${{time_zone:W(),...p}} />`:o`<div class="card"><${fa} path=${i} query=${p} caption=${e.question} /></div>`}`}function fa({path:e,query:t,caption:n}){let i=Sn(e);return i?o`<${X} path=${e} query=${t} columns=${i.columns} id=${i.id} limit=${da}
    caption=${n} paged=${i.paged??!0} />`:o`<p><${Mt} path=${e} query=${t} /></p>`}function ma({query:e}){let t=ot.slice(0,2),n=xe(J("/v1/stats/activity",e));return o`<${N} title="Per day" tools=${o`<${Mt} path="/v1/stats/activity" query=${e} />`}>
    <${A} answer=${n}>${({data:i})=>o`<${Re} label="Per day" interval="day"
      series=${t.map(({name:s})=>s)} bars=${ze(i,t)} />`}<//><//>`}function Ht({sessions:e,since:t,until:n}){let[i,s]=[Date.parse(t),Date.parse(n)],a=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-i)/Math.max(1,s-i)*100)),r=[0,.25,.5,.75].map(l=>i+l*(s-i));return o`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>o`<text key=${l} x=${`${a(l)}%`} y="12">
          ${R(l,s-i>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=s?l.ended_at:null,p=a(l.started_at),u=a(c??s);return o`<tr key=${l.session_id}>
        <th scope="row"><a href=${x("sessions",l.session_id)}><${_}>${st(l)||"unknown device"}<//></a>
          <span class="faint"><${_}>${at(l)}<//></span>
          ${l.impersonated&&o`<${I} tone="warn">Impersonated<//>`}</th>
        <td><${g} at=${l.started_at} to="minute" /><br />
          ${c?qe(l):o`<span class="faint">${v.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(m=>o`<line key=${m} class="grid" x1=${`${a(m)}%`} x2=${`${a(m)}%`}
            y1="0" y2="22" />`)}
          <rect class=${c?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,u-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&o`<line class="active" x1=${`${a(l.last_active_at)}%`}
            x2=${`${a(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var Ji="/v1/sessions/{session_id}";function Xi({id:e}){let t=k(Ji,{as_of:Q()},{session_id:e});return o`
    <${A} answer=${t}>${n=>o`<h1>Session of ${n.user_id?o`<a href=${x("users",n.user_id,{as_of:Q()})}><${_}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&o` <${I} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&o`<${_a} row=${t.data} />`}
    <${Be} query=${{session_id:e}} />
    <${Ve} path=${Ji} id=${e} />`}function _a({row:e}){let t=e.ended_at??Q()??v.value.opened.toISOString();return o`<${N} title="From when to when">
    <${Ht} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${G} rows=${[["Status",M(e.status)],["Started",o`<${g} at=${e.started_at} />`],["Completed",o`<${g} at=${e.activated_at} />`],["Last active",o`<${g} at=${e.last_active_at} />`],["Ended",qe(e)],["Duration",e.duration_ms==null?"open":nt(e.duration_ms)],["Expires unless used",e.expire_at&&o`<${g} at=${e.expire_at} to="minute" />`]]} />
      <${G} rows=${[["Acted by",e.impersonated?o`${M(e.actor_kind??"impersonator")} <${q}
          id=${e.impersonator_id} page="users" />`:"the user in person"],["Device",st(e)],["Place",at(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&o`<a href=${x("organizations",e.organization_id)}><${_}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function Qi(){let[e,t]=E(""),[n,i]=E(!1);return o`<main class="sign-in" id="main"><form onSubmit=${async a=>{a.preventDefault();let r=String(new FormData(a.currentTarget).get("key")??"").trim();i(!0),t("");try{await li(r)}catch(l){t(l.message),i(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&o`<p class="error" role="alert"><${_}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var $a=1e3,ha=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],va=H["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),eo=()=>o`<h1>System</h1>
  <${Bt} />
  <${N} title="Views"><${ke} scope="metrics:read"><${ya} /><//><//>
  <${N} title="Sources"><${ba} /><//>
  <${N} title="Keys"><${ke} scope="keys:read">
    <${X} path="/v1/keys" query=${{}} columns=${H["/v1/keys"].columns} id=${H["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${N} title="Who read the log"><${ke} scope="events:read">
    <${X} path="/v1/activity" part="readers_" query=${{source:"system",type:ha}} columns=${va}
      id=${H["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${N} title="Events that a view could not read"><${ke} scope="events:read"><${xa} /><//><//>`,ga=({row:e})=>o`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function ya(){let e=k("/v1/projections",{}),[t,n]=E(""),[i,s]=E(null),a=e.data?.data.some(({state:c})=>c==="building")||t!=="";Z(()=>{if(!a)return;let c=setTimeout(()=>{n(""),e.reload()},$a);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{s(null);try{await Ee(J("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){s(p)}},l=[{name:"name",label:"View",cell:c=>o`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>o`<${I}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>o`<${ga}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>o`<${g}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(le("admin:rebuild")?o`<button type="button" disabled=${a} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:o`<span class="faint">needs admin:rebuild</span>`)}];return o`${i&&o`<${we} error=${i} />`}<${A} answer=${e}>
    ${({data:c})=>o`<${De} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function ba(){let e=k("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>o`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>o`<${g} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>o`<${g} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>o`<${_}>${n.recent?.notice??"nothing"}
      <//>`}];return o`<${A} answer=${e}>${({data:n})=>o`<${De}
    path="/sources"
    columns=${t} rows=${n}
    id=${i=>i.source} caption="Sources" />`}<//>`}function xa(){let e=k("/v1/undecodable",{limit:20});return o`<${A} answer=${e}>${({data:t})=>t.length===0?o`<p class="faint">None: every view read every event.</p>`:o`<ul class="events">${t.map(n=>o`<li key=${n.position}><${g} at=${n.received_at} /> <b>
      <${_}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:i,reason:s})=>o`<span class="faint">${i}: <${_}>${s}<//></span> `)}</li>`)}</ul>`}<//>`}var to="/v1/users/{user_id}";function no({id:e}){let t=Q(),n=k(to,{as_of:t},{user_id:e});return o`
    <${A} answer=${n}>${i=>o`<h1><${_}>${bn(i)}<//> <${xn}
      ...${i} /></h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&o`<${N} title="Identity"><${Sa} user=${n.data} /><//>`}
    <${wa} id=${e} />
    <${Ta} id=${e} />
    <${Be} query=${{involves:e}} />
    <${Ve} path=${to} id=${e} />`}function Sa({user:e}){let t=(r,l)=>o`<div><${_}>${l}<//> <${I}
    tone=${r.verification==="verified"?"good":"plain"}>${r.verification??"not verified"}<//></div>`,n=(r,l)=>r?.length?r.map(l):null,i=r=>r==null?"not reported":r?"yes":"no",s=n(e.email_addresses,r=>t(r,r.email_address))??n(e.emails,r=>o`<div><${_}>${r}<//></div>`),a=[e.external_accounts,e.saml_accounts,e.enterprise_accounts].flatMap(r=>r??[]);return o`<div class="columns">
    <${G} rows=${[["E-mail",s],["Formerly",n(e.former_emails,r=>o`<div class="former"><${_}>${r}<//></div>`)],["Phone",n(e.phone_numbers,r=>t(r,r.phone_number))],["Wallet",n(e.web3_wallets,r=>t(r,r.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n(a,r=>t(r,[r.provider?.replace(/^oauth_/,""),r.email_address].filter(Boolean).join(" · ")))]]} />
    <${G} rows=${[["Second factor",e.two_factor_enabled?["required",e.totp_enabled&&"authenticator app",e.backup_code_enabled&&"backup codes"].filter(Boolean).join(", "):i(e.two_factor_enabled)],["Passkeys",n(e.passkeys,r=>o`<div><${_}>${r.name??r.id}<//></div>`)],["Password",o`${i(e.password_enabled)} ${e.password_last_updated_at&&o`<span class="faint">set <${g} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",i(e.banned)],["Locked",o`${i(e.locked)} ${e.lockout_expires_at&&o`<span class="faint">until <${g} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",[e.scim_directory_id,e.deprovisioned&&"deprovisioned"].filter(Boolean).join(", ")]]} />
    <${G} rows=${[["Created",o`<${g} at=${e.created_at} to="minute" />`],["Last sign-in",o`<${g} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&o`<${g} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&o`<${g} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&o`<a href=${x("system")}><${g} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}var ka=H["/v1/memberships"].columns.filter(({name:e})=>!["user","email","ended_at"].includes(e)).map(e=>({...e,hidden:!1}));function wa({id:e}){let t=Q(),n=k("/v1/memberships",{user_id:e,...t?{active_at:t}:{active:!0}}),i=H["/v1/memberships"];return n.data?.data.length===0?null:o`<${N} title="Organizations">
    <${A} answer=${n}>${({data:s})=>o`<${De} path="/memberships-of-a-user" columns=${ka} rows=${s} id=${i.id}
        caption="Organizations" />`}<//>
  <//>`}function Ta({id:e}){let{params:t,opened:n}=v.value,i=Q()??n.toISOString(),s=t.get("last")??"30d",{since:a}=Ie({page:"",id:e,params:new URLSearchParams({last:s}),opened:new Date(i)}),r=k("/v1/sessions",{user_id:e,since:a,until:Ft()??i,limit:50}),l=x("sessions",null,{user_id:e,since:a,until:i});return o`<${N} title="Sessions" tools=${o`<${yn} value=${s} />`}>
    <${A} answer=${r}>${({data:c,page:p,notes:u})=>c.length===0?o`<${Nt} title="No session in this time." notes=${u} />`:o`<${Ht} sessions=${c} since=${a} until=${i} />
        ${p.has_more&&o`<p><a href=${l}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Tn={"":{title:"Overview",all:Ki},activity:{title:"Activity",all:Bi,one:qi},users:{title:"Users",all:()=>o`<${qt} path="/v1/users" />`,one:no},sessions:{title:"Sessions",all:()=>o`<${qt} path="/v1/sessions" />`,one:Xi},organizations:{title:"Organizations",all:()=>o`<${qt} path="/v1/organizations" />`,one:Gi},reports:{title:"Reports",all:Yi,one:Zi},system:{title:"System",all:eo}},On=class extends se{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?o`<${we} error=${t} />`:this.props.children}},io=({label:e,setting:t,options:n})=>o`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${i=>{t.value=i.currentTarget.value}}>
    ${n.map(([i,s])=>o`<option key=${i} value=${i}>${s}</option>`)}
  </select></label>`,Oa=[["system","System theme"],["light","Light"],["dark","Dark"]];function Aa(){let{page:e,id:t}=v.value,n=Object.hasOwn(Tn,e)?Tn[e]:void 0;return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,o`<a class="skip" href="#main" onClick=${i=>{i.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Tn).map(([i,{title:s}])=>o`<a key=${i} href=${x(i)} aria-current=${i===e?"page":null}>${s}</a>`)}</nav>
      <div class="tools">
        <${io} label="Time zone" setting=${tt} options=${[["local",fn],["utc","UTC"]]} />
        <${io} label="Theme" setting=${pn} options=${Oa} />
        <span class="who" title="The key of this session"><${_}>${ne.value?.name}<//></span>
        <button type="button" onClick=${()=>ci()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${On} key=${`${e}/${t}`}>
      ${n?t&&n.one?o`<${n.one} id=${t} />`:o`<${n.all} />`:o`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${gi} /><p class="faint">All times are in ${W()}.</p></footer>
    <${hi} />`}function Ca(){return ne.value===void 0?o`<main id="main"><${_n} /></main>`:ne.value===null?o`<${Qi} />`:o`<${Aa} />`}pn.subscribe(e=>{document.documentElement.dataset.theme=e});tn(o`<${Ca} />`,document.body);et();
