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
var Nn=function(e,t,n,i){var a;t[0]=0;for(var s=1;s<t.length;s++){var r=t[s++],l=t[s]?(t[0]|=r?1:2,n[t[s++]]):t[++s];r===3?i[0]=l:r===4?i[1]=Object.assign(i[1]||{},l):r===5?(i[1]=i[1]||{})[t[++s]]=l:r===6?i[1][t[++s]]+=l+"":r?(a=e.apply(l,Nn(e,l,n,["",null])),i.push(a),l[0]?t[0]|=2:(t[s-2]=0,t[s]=a)):i.push(l)}return i},In=new Map;function Pn(e){var t=In.get(this);return t||(t=new Map,In.set(this,t)),(t=Nn(this,t.get(e)||(t.set(e,t=(function(n){for(var i,a,s=1,r="",l="",c=[0],p=function(f){s===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):s===3&&(f||r)?(c.push(3,f,r),s=2):s===2&&r==="..."&&f?c.push(4,f,0):s===2&&r&&!f?c.push(5,0,!0,r):s>=5&&((r||!f&&s===5)&&(c.push(s,0,r,a),s=6),f&&(c.push(s,f,0,a),s=6)),r=""},u=0;u<n.length;u++){u&&(s===1&&p(),p(u));for(var m=0;m<n[u].length;m++)i=n[u][m],s===1?i==="<"?(p(),c=[c],s=3):r+=i:s===4?r==="--"&&i===">"?(s=1,r=""):r=i+r[0]:l?i===l?l="":r+=i:i==='"'||i==="'"?l=i:i===">"?(p(),s=1):s&&(i==="="?(s=5,a=r,r=""):i==="/"&&(s<5||n[u][m+1]===">")?(p(),s===3&&(c=c[0]),s=c,(c=c[0]).push(2,0,s),s=0):i===" "||i==="	"||i===`
`||i==="\r"?(p(),s=2):r+=i),s===3&&r==="!--"&&(s=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var T,zn,Zt,pe,Kt,mt,Mn,pt,Dn,Jt,Yt,ro,Ke=Symbol.for("pv"),_t={},$t=[],lo=/^m(i|n|o|s|text|space)$/,Xt=Array.isArray,Qt=$t.slice,ve=Object.assign;function he(e){e&&e.parentNode&&e.remove()}function ht(e,t,n){var i,a,s,r={},l=arguments.length;for(s in t)s=="key"?i=t[s]:s=="ref"&&typeof e!="function"?a=t[s]:r[s]=t[s];return l>2&&(r.children=l>3?Qt.call(arguments,2):n),Ge(e,r,i,a,null)}function Ge(e,t,n,i,a){var s={type:e,props:t,key:n,ref:i,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ke,__v:a||++zn,__i:-1,__u:0};return!a&&T.vnode&&T.vnode(s),s}function ge(e){return e.children}function re(e,t){this.props=e,this.context=t,this.__g=0}function fe(e,t){if(t==null)return e.__&&fe(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:fe(e)}function co(e){var t,n=e.__v,i=n.__e,a=[],s=[],r=e.__P;r&&((t=ve({constructor:Ke},n)).__v=n.__v+1,T.vnode&&T.vnode(t),en(r,t,n,e.__n,r.namespaceURI,32&n.__u?[i]:null,a,i||fe(n),32&n.__u,s),t.__v=n.__v,t.__.__k[t.__i]=t,Vn(a,t,s),n.__=n.__e=null,t.__e!=i&&Un(t))}function Un(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Un(e)}function Rn(e){(8&e.__g||(e.__g|=8,pe.push(e),mt++))&&Kt==T.debounceRendering||((Kt=T.debounceRendering)||queueMicrotask)(qn)}function qn(){try{for(var e,t=1;pe.length;)pe.length>t&&pe.sort(Mn),e=pe.shift(),t=pe.length,8&e.__g&&co(e)}finally{(mt=pe.length)&&(Kt||queueMicrotask)(qn)}}function jn(e,t,n,i,a,s,r,l,c,p,u){var m,f,d,$,b,x,y=i.__k||$t,v=t.length;for(c=uo(n,t,y,c,v),m=0;m<v;m++)(d=n.__k[m])!=null&&(f=~d.__i&&y[d.__i]||_t,d.__i=m,x=en(e,d,f,a,s,r,l,c,p,u),$=d.__e,(f.ref!=d.ref||8&f.__u)&&(f.ref&&tn(f.ref,null,d,f),d.ref&&u.push(d.ref,d.__c||$,d)),b=b||$,4&d.__u?(c=Fn(d,c,e,!f.__v),f.__e&&(f.__e=null)):typeof d.type=="function"&&x!==void 0?c=x:$&&(c=$.nextSibling),d.__u&=-21);return n.__e=b,c}function uo(e,t,n,i,a){var s,r,l,c,p,u,m,f,d,$=n.length,b=$,x=0,y=0,v=e.__k=Array(a);for(s=0;s<a;s++)(r=t[s])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=v[s]=Ge(null,r):Xt(r)?r=v[s]=Ge(ge,{children:r}):r.constructor===Ke&&r.__b?r=v[s]=Ge(r.type,r.props,r.key,r.ref,r.__v):v[s]=r,c=s+x,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=po(r,n,c,b))&&(b--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?x--:p==c+1?x++:p!=c&&(p>c?x--:x++,y=1)):(~p||(a>$?x--:a<$&&x++),typeof r.type!="function"&&(r.__u|=4))):v[s]=null;if(y){for(u=[],m=[],s=0;s<a;s++)if((r=v[s])&&16&r.__u){for(x=0,f=u.length;x<f;)u[d=x+f>>1]<r.__i?x=d+1:f=d;u[x]=r.__i,m[s]=x+1}for(x=u.length;s--;)m[s]&&(m[s]==x?x--:v[s].__u|=4)}if(b)for(s=0;s<$;s++)!(l=n[s])||2&l.__u||(l.__e==i&&(i=fe(l)),nn(l,l));return i}function Fn(e,t,n,i){var a,s,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(a=e.__k)for(s=0;s<a.length;s++)a[s]&&(a[s].__=e,t=Fn(a[s],t,n,!1));return t}for(t&&!t.parentNode&&(t=fe(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!i&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function po(e,t,n,i){var a,s=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&s==null||c&&s==l.key&&r==l.type)return n;if(i>(c?1:0)){for(a=n-1;a>=0;a--)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a;for(a=n+1;a<t.length;a++)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a}return-1}function Ln(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function dt(e,t,n,i,a){var s,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof i=="string"&&(e.style.cssText=i=""),i)for(t in i)n&&t in n||Ln(e.style,t);if(n)for(t in n)i&&n[t]==i[t]||Ln(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof i!="function"&&(i=null),(e.__e||(e.__e={}))[t]=n,n&&i||(r=Yt[t]||(Yt[t]=fo(t)),(e.__a||(e.__a={}))[t]=Jt,s=t!=(t=t.replace(Dn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,s):e.removeEventListener(t,r,s));else{if(a=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function fo(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[pt]==null)t[pt]=Jt++;else if(t[pt]<this.__a[e])return;return n(T.event?T.event(t):t)}}}function en(e,t,n,i,a,s,r,l,c,p){var u,m,f,d,$,b,x,y,v,P,O,S,E,V,H,de,Y,F,se=t.type;if(t.constructor!==Ke)return null;128&n.__u&&(c=32&n.__u,u=n.__c.__z)&&(t.__u|=c,m=s=[],u.nodeType==8?l=ft(u,s):s.push(u),l=s[0]||l),(u=T.__b)&&u(t);e:if(typeof se=="function"){f=r.length;try{if(y=t.props,v=(u=se.prototype)&&u.render,P=(u=se.contextType)&&i[u.__c],O=u?P?P.props.value:u.__:i,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(v?t.__c=d=new se(y,O):(t.__c=d=new re(y,O),d.constructor=se,d.render=_o),P&&P.sub(d),d.state||(d.state={}),d.__n=i,d.__g|=8,d.__h=[],d.__k=[]),v&&(d.__s||(d.__s=d.state),se.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=ve({},d.__s)),ve(d.__s,se.getDerivedStateFromProps(y,d.__s)))),$=d.props,b=d.state,d.__v=t,n.__c){if(y!==$&&v&&!se.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(y,O),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(y,d.__s,O)===!1){t.__v!=n.__v&&(d.props=y,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ne){ne&&(ne.__=t)}),$t.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=fe(n);break e}d.componentWillUpdate&&d.componentWillUpdate(y,d.__s,O),v&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate($,b,x)})}else v&&!se.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),v&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=O,d.props=y,d.__P=e,d.__g&=-5,S=T.__r,E=v?25:0;do d.__g&=-9,S&&S(t),u=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++E<25);v&&($t.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(i=ve({},i,d.getChildContext())),v&&n.__c&&d.getSnapshotBeforeUpdate&&(x=d.getSnapshotBeforeUpdate($,b)),V=u&&u.type===ge&&u.key==null?u.props.children:u,y.__P&&(u=l,a=(e=y.__P).namespaceURI,c=s=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ne){ne&&nn(ne,ne)}),n.__k=null),l=n.__k?fe(n,0):null),l=jn(e,Xt(V)?V:[V],t,n,i,a,s,r,l,c,p),y.__P&&(t.__e=null,l=u),t.__u&=-161,m&&m.some(he),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(ne){if(r.length=f,t.__v=null,c||s)if(ne&&ne.then){if(t.__u|=128|c,s){for(~(Y=s.indexOf(l||void 0))||(Y=s.length);(F=s[Y-1])&&F.nodeType==8;)Y--;for(;Y<s.length;Y++)if(F=s[Y])if(s[Y]=null,H){if(F==de)break}else{if(F.nodeType!=8)break;F.data.startsWith("$s")&&(de=ft(H=F))}}if(!H){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;H=l}(u=ft(H=t.__c.__z||(t.__c.__z=H)))?(t.__e=H,l=u):t.__e=l,l=l&&l.nextSibling}else s&&s.some(he);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ne&&ne.then||Bn(t),T.__e(ne,t,n)}}else l=t.__e=mo(n.__e,t,n,i,a,s,r,c,p,e);return(u=T.diffed)&&u(t),l}function ft(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Bn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Bn))}function Vn(e,t,n){for(var i=0;i<n.length;)tn(n[i++],n[i++],n[i++]);T.__c&&T.__c(t,e),e.some(function(a){try{e=a.__h,a.__h=[],e.some(function(s){s.call(a)})}catch(s){T.__e(s,a.__v)}})}function mo(e,t,n,i,a,s,r,l,c,p){var u,m,f,d,$,b,x,y,v=n.props||_t,P=t.props,O=t.type;if(O=="svg"?a="http://www.w3.org/2000/svg":O=="math"?a="http://www.w3.org/1998/Math/MathML":a||(a="http://www.w3.org/1999/xhtml"),s){for(u=0;u<s.length;u++)if(($=s[u])&&(O?$.localName==O:$.nodeType==3)){e=$,s[u]=null;break}}if(!e){if(y=p.ownerDocument||document,!O)return y.createTextNode(P);e=y.createElementNS(a,O,P.is?P:p),l&&(T.__m&&T.__m(t,s),l=!1),s=null}if(O){if(p=O=="template"&&e.content||e,s=O=="textarea"&&P.defaultValue!=null?null:s&&Qt.call(p.childNodes),!l&&s)for(v={},u=0;u<e.attributes.length;u++)v[($=e.attributes[u]).name]=$.value;for(u in v)$=v[u],u=="dangerouslySetInnerHTML"?f=$:u=="children"||u in P||u=="value"&&"defaultValue"in P||u=="checked"&&"defaultChecked"in P||dt(e,u,null,$,a);for(u in P)$=P[u],u=="children"?d=$:u=="dangerouslySetInnerHTML"?m=$:u=="value"?b=$:u=="checked"?x=$:l&&typeof $!="function"||v[u]===$||dt(e,u,$,v[u],a);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(O=="foreignObject"||a=="http://www.w3.org/1998/Math/MathML"&&lo.test(O))&&(a="http://www.w3.org/1999/xhtml"),jn(p,Xt(d)?d:[d],t,n,i,a,s,r,s?s[0]:n.__k&&fe(n,0),l,c),s&&s.some(he)),l&&O!="textarea"||(u="value",O=="progress"&&b==null?e.removeAttribute(u):b==null||b===e[u]&&(O!="progress"||b)||dt(e,u,b,v[u],a),u="checked",x!=null&&x!=e[u]&&dt(e,u,x,v[u],a))}else v===P||l&&e.data==P||(e.data=P);return e}function tn(e,t,n,i){try{typeof e=="function"?t?t.__x=e(t)||1:i&&(i=i.__c||i.__e)&&(t=i.__x)&&(i.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(a){T.__e(a,n)}}function nn(e,t,n){var i,a,s,r;if(T.unmount&&T.unmount(e),!(i=e.ref)||i.current&&i.current!=e.__e||tn(i,null,t,e),i=e.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(l){T.__e(l,t)}i.__P=i.__n=null}if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&nn(i[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(i=e.__c)&&(i=i.__z)&&(a=ft(i,s=[]))&&(i==e.__e&&s.some(he),he(a),he(i)),n||he(e.__e),e.__e=e.__c=e.__=null}function _o(e,t,n){return this.constructor(e,n)}function on(e,t){var n,i,a,s;T.__&&T.__(e,t),t.nodeType==9&&(t=t.documentElement),i=(n=e&&32&e.__u)?null:t.__k,t.__k=Ge(ge,{children:[e]}),a=[],s=[],en(t,t.__k,i||_t,_t,t.namespaceURI,i?null:t.firstChild?Qt.call(t.childNodes):null,a,i?i.__e:t.firstChild,n,s),Vn(a,t.__k,s),t.__k.props.children=null}T={__e:function(e,t,n,i){for(var a,s,r;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((r=(s=a.constructor)&&s.getDerivedStateFromError)&&a.setState(s.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,i||{}),r=1),r&&8&a.__g)return void(a.__g|=2)}catch(l){e=l}}throw mt=0,e}},zn=0,Zt=function(e){return e!=null&&e.constructor===Ke},re.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=ve({},this.state)),typeof e=="function"&&(e=e(ve({},n),this.props)),e&&(ve(n,e),this.__v&&(t&&this.__k.push(t),Rn(this)))},re.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),Rn(this))},re.prototype.render=ge,pe=[],mt=0,Mn=function(e,t){return e.__v.__b-t.__v.__b},pt=Symbol(),Dn=/(PointerCapture)$|Capture$/i,Jt=0,Yt={},ro=0;var Oe,U,an,Hn,sn=Object.is,vt=0,ei=[],rn=[],M=T,Wn=M.__b,Gn=M.__r,Kn=M.diffed,Yn=M.__c,Zn=M.unmount,Jn=M.__;function gt(e,t){M.__h&&M.__h(U,e,vt||t),vt=0;var n=U.__H||(U.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function C(e){return vt=1,$o(ti,e)}function $o(e,t,n){var i=gt(Oe++,2);if(i.t=e,!i.__c&&(i.__=[n?n(t):ti(void 0,t),function(s){var r=(i.__N||i.__)[0],l=i.t(r,s);sn(r,l)||(i.__N=[l,i.__[1]],i.__c.setState({}))}],i.__c=U,!U.__f)){U.__f=!0;var a=U.shouldComponentUpdate;U.shouldComponentUpdate=function(s,r,l){var c=this.__H;if(!c)return!0;var p=!1,u=this.props!=s;if(c.__.some(function(f){f.__N&&(p=!0,sn(f.__[0],f.__N[0])||(u=!0))}),a){var m=a.call(this,s,r,l);return p?m||u:m}return!p||u}}return i.__}function X(e,t){var n=gt(Oe++,3);!M.__s&&un(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,U.__H.__h.push(n))}function cn(e,t){var n=gt(Oe++,4);!M.__s&&un(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,U.__h.push(n))}function ie(e){return vt=5,yt(function(){return{current:e}},[])}function yt(e,t){var n=gt(Oe++,7);return un(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function ho(){var e;do{for(;e=rn.shift();)try{Ye(e)}catch(n){M.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=ei.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Ye),t.__h.some(ln),t.__h=[]}catch(n){t.__h=[],M.__e(n,e.__v)}}}while(rn.length)}M.__b=function(e){U=null,Wn&&Wn(e)},M.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Jn&&Jn(e,t)},M.__r=function(e){Gn&&Gn(e),Oe=0;var t=(U=e.__c).__H;t&&(an==U?U.__h=[]:(t.__h.some(Ye),t.__h.some(ln),Oe=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),an=U},M.diffed=function(e){Kn&&Kn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Qn(ei.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),an=U=null},M.__c=function(e,t){t.some(function(n){try{n.__h.some(Ye),n.__h=n.__h.filter(function(i){return!i.__||ln(i)})}catch(i){n.__h=[function(){throw i}]}}),Yn&&Yn(e,t)},M.unmount=function(e){Zn&&Zn(e);var t,n,i=e.__c;i&&i.__H&&(i.__H.__.some(function(a){try{if(a.__P&&a.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}a.__P=n,Qn(rn.push(a))}else Ye(a)}catch(s){t=s}}),i.__H=void 0,t&&M.__e(t,i.__v))};var Xn=typeof requestAnimationFrame=="function";function vo(e){var t,n=function(){clearTimeout(i),Xn&&cancelAnimationFrame(t),setTimeout(e)},i=setTimeout(n,35);Xn&&(t=requestAnimationFrame(n))}function Qn(e){e!=1&&Hn==M.requestAnimationFrame||((Hn=M.requestAnimationFrame)||vo)(ho)}function Ye(e){var t=U,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),U=t}function ln(e){var t=U;e.__c=e.__(),U=t}function un(e,t){return!e||e.length!=t.length||t.some(function(n,i){return!sn(n,e[i])})}function ti(e,t){return typeof t=="function"?t(e):t}var go=Symbol.for("preact-signals");function kt(){if(le>1)le--;else{var e,t=!1;for((function(){var a=xt;for(xt=void 0;a!==void 0;){var s=a.S;if(s.v===a.v)for(var r=s.t;r!==void 0;r=r.x)r.i===a.i&&(r.i=s.i);a=a.o}})();Je!==void 0;){var n=Je;for(Je=void 0,bt++;n!==void 0;){var i=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&ii(n))try{n.c()}catch(a){t||(e=a,t=!0)}n=i}}if(bt=0,le--,t)throw e}}function pn(e){if(le>0)return e();dn=++yo,le++;try{return e()}finally{kt()}}var Ze,R=void 0;function Xe(e){var t=R,n=Ze;R=void 0,Ze=void 0;try{return e()}finally{R=t,Ze=n}}var Je=void 0,le=0,bt=0,yo=0,dn=0,xt=void 0,St=0;function ni(e){if(R!==void 0){var t=e.n;if(t===void 0||t.t!==R)return t={i:0,S:e,p:R.s,n:void 0,t:R,e:void 0,x:void 0,r:t},R.s!==void 0&&(R.s.n=t),R.s=t,e.n=t,32&R.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=R.s,t.n=void 0,R.s.n=t,R.s=t),t}}function j(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}j.prototype.brand=go;j.prototype.h=function(){return!0};j.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:Xe(function(){var i;(i=t.W)==null||i.call(t)}))};j.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,i=e.x;n!==void 0&&(n.x=i,e.e=void 0),i!==void 0&&(i.e=n,e.x=void 0),e===this.t&&(this.t=i,i===void 0&&Xe(function(){var a;(a=t.Z)==null||a.call(t)}))}};j.prototype.subscribe=function(e){var t=this;return be(function(){var n=t.value;Xe(function(){return e(n)})},{name:"sub"})};j.prototype.valueOf=function(){return this.value};j.prototype.toString=function(){return this.value+""};j.prototype.toJSON=function(){return this.value};j.prototype.peek=function(){var e=this;return Xe(function(){return e.value})};Object.defineProperty(j.prototype,"value",{get:function(){var e=ni(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(bt>100)throw new Error("Cycle detected");(function(n){le!==0&&bt===0&&n.l!==dn&&(n.l=dn,xt={S:n,v:n.v,i:n.i,o:xt})})(this),this.v=e,this.i++,St++,le++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{kt()}}}});function Z(e,t){return new j(e,t)}function ii(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function oi(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function ai(e){for(var t=e.s,n=void 0;t!==void 0;){var i=t.p;t.i===-1?(t.S.U(t),i!==void 0&&(i.n=t.n),t.n!==void 0&&(t.n.p=i)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=i}e.s=n}function ye(e,t){j.call(this,void 0,t),this.x=e,this.s=void 0,this.g=St-1,this.f=4}ye.prototype=new j;ye.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===St))return!0;if(this.g=St,this.f|=1,this.i>0&&!ii(this))return this.f&=-2,!0;var e=R;try{oi(this),R=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return R=e,ai(this),this.f&=-2,!0};ye.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}j.prototype.S.call(this,e)};ye.prototype.U=function(e){if(this.t!==void 0&&(j.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};ye.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(ye.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=ni(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function wt(e,t){return new ye(e,t)}function si(e){var t=e.j;if(e.j=void 0,typeof t=="function"){le++;var n=R;R=void 0;try{t()}catch(i){throw e.f&=-2,e.f|=8,fn(e),i}finally{R=n,kt()}}}function fn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,si(e)}function bo(e){if(R!==this)throw new Error("Out-of-order effect");ai(this),R=e,this.f&=-2;try{8&this.f&&fn(this)}finally{kt()}}function Ae(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Ze&&Ze.push(this)}Ae.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Ae.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,si(this),oi(this),le++;var e=R;return R=this,bo.bind(this,e)};Ae.prototype.N=function(){2&this.f||(this.f|=2,this.u=Je,Je=this)};Ae.prototype.d=function(){this.f|=8,1&this.f||fn(this)};Ae.prototype.dispose=function(){this.d()};function be(e,t){var n=new Ae(e,t);try{n.c()}catch(a){throw n.d(),a}var i=n.d.bind(n);return i[Symbol.dispose]=i,i}var ri,Ot,Tt,xo=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var li=[];be(function(){ri=this.N})();function Ce(e,t){T[e]=t.bind(null,T[e]||function(){})}function Qe(e){if(Tt){var t=Tt;Tt=void 0,t()}Tt=e&&e.S()}function ci(e){var t=this,n=e.data,i=ko(n);i.name="ReactiveDom",i.value=n;var a=yt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=wt(function(){var d=i.value.value;return d===0?0:d===!0?"":d||""}),u=wt(function(){return!Array.isArray(p.value)&&!Zt(p.value)}),m=be(function(){if(this.N=ui,u.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[u,p]},[]),s=a[0],r=a[1];return s.value?r.peek():r.value}ci.displayName="ReactiveTextNode";Object.defineProperties(j.prototype,{constructor:{configurable:!0,value:ht(ge,null).constructor},type:{configurable:!0,value:ci},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Ce("__b",function(e,t){if(Qe(),Ot=void 0,typeof t.type=="string"){var n,i=t.props;for(var a in i)if(a!=="children"){var s=i[a];s instanceof j&&(n||(t.__np=n={}),n[a]=s,i[a]=s.peek())}}e(t)});Ce("__r",function(e,t){if(e(t),t.type!==ge){Qe();var n,i=t.__c;i&&(i.__$f&=-2,(n=i.__$u)===void 0&&(i.__$u=n=(function(a,s){var r;return be(function(){r=this},{name:s}),r.c=a,r})((function(a){return function(){var s;xo&&((s=this.y)==null||s.call(this)),a.__$f|=1,a.setState({})}})(i),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Ot=i,Qe(n)}});Ce("__e",function(e,t,n,i){Qe(),Ot=void 0,e(t,n,i)});Ce("diffed",function(e,t){Qe(),Ot=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var i=t.__np,a=t.props,s=n.U;if(s)for(var r in s){var l=s[r];l===void 0||i&&r in i||(l.d(),s[r]=void 0)}if(i){s||(s={},n.U=s);for(var c in i){var p=s[c],u=i[c];p===void 0?(p=So(n,c,u,a),s[c]=p):p.o(u,a)}}}e(t)});function So(e,t,n,i){var a=t in e&&e.ownerSVGElement===void 0,s=Z(n);return{o:function(r,l){s.value=r,i=l},d:be(function(){this.N=ui;var r=s.value.value;i[t]!==r&&(i[t]=r,a?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Ce("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var i=n.U;if(i){n.U=void 0;for(var a in i){var s=i[a];s&&s.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var u=p.__$u;u&&(p.__$u=void 0,u.d())}}e(t)});Ce("__h",function(e,t,n,i){i<3&&(t.__$f|=2),e(t,n,i)});re.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,i=n&&n.s!==void 0;for(var a in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var s=2&this.__$f;if(!(i||s||4&this.__$f)||1&this.__$f)return!0}else if(!(i||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function ko(e,t){return yt(function(){return Z(e,t)},[])}var wo=function(e){queueMicrotask(function(){queueMicrotask(e)})};function To(){pn(function(){for(var e;e=li.shift();)ri.call(e)})}function ui(){li.push(this)===1&&(T.requestAnimationFrame||wo)(To)}var o=Pn.bind(ht);var Ct="/v1/viewer/session",At=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},oe=Z(void 0),Et=()=>oe.value?.key_name??oe.value?.key_id,ce=e=>oe.value?.scopes.includes(e)??!1;async function Ee(e,t){let n;try{n=await fetch(e,{credentials:"same-origin",...t})}catch(s){throw s instanceof DOMException&&s.name==="AbortError"?s:new At(0,{detail:"The server cannot be reached. Check the connection, then try again."})}n.status===401&&e!==Ct&&(oe.value=null);let i=n.headers.get("content-type")?.includes("json"),a=i?await n.json():await n.text();if(!n.ok)throw new At(n.status,i?a:{});return{body:a,position:Number(n.headers.get("gatelog-position")??NaN)}}async function et(e){try{if(e)return await mn(e);oe.value=(await Ee(Ct)).body}catch{oe.value=null}}async function mn(e){oe.value=(await Ee(Ct,{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function di(){await Ee(Ct,{method:"DELETE"}).catch(()=>{}),await et()}function Q(e,t={},n={}){let i=new URLSearchParams;for(let[s,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&i.append(s,String(l));return e.replace(/\{(\w+)\}/g,(s,r)=>encodeURIComponent(n[r]??""))+(i.size?`?${i}`:"")}var xe=Z([]);function w(e,t,n){return Se(t&&Q(e,t,n))}function Se(e){let[t,n]=C(0),i=`${e}#${t}`,[a,s]=C({to:"",position:NaN});cn(()=>{if(!e)return;let p=new AbortController;return xe.value=[...xe.peek(),e],Ee(e,{signal:p.signal}).then(({body:u,position:m})=>s({to:i,data:u,position:m}),u=>p.signal.aborted||s({to:i,error:u,position:NaN})),()=>{p.abort(),xe.value=xe.peek().toSpliced(xe.peek().indexOf(e),1)}},[i]);let{data:r,error:l,position:c}=e?a:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&a.to!==i,url:e,reload:()=>n(t+1)}}function pi(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",i]=e.split("/").map(Oo);return{page:n,id:i||null,params:new URLSearchParams(t),opened:new Date}}function Oo(e){try{return decodeURIComponent(e)}catch{return e}}var h=Z(pi());addEventListener("hashchange",()=>{let e=h.value;h.value=pi(),(e.page!==h.value.page||e.id!==h.value.id)&&scrollTo(0,0)});function k(e,t=null,n={}){let i=n instanceof URLSearchParams?n:mi(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${i.size?`?${i}`:""}`}var z=e=>k(h.value.page,h.value.id,mi(h.value.params,e));function B(e){location.hash=z(e)}var fi=["after","before","row","position"],Ao=[...fi,"live"];function mi(e,t){let n=new URLSearchParams(e);Object.keys(t).some(i=>!Ao.includes(i)&&!/_(after|before)$/.test(i))&&fi.forEach(i=>n.delete(i));for(let[i,a]of Object.entries(t)){n.delete(i);for(let s of Array.isArray(a)?a:[a??""])s!==""&&n.append(i,String(s))}return n}function ke(e){let{params:t}=h.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function It(e,t){let n=`gatelog.${e}`,i=Z(localStorage.getItem(n)??t);return i.subscribe(a=>localStorage.setItem(n,a)),i}var _n=It("theme","system"),tt=It("zone","local");var Co=6e4,$i=60*Co,me=24*$i,Nt={"24h":["24 hours",me],"7d":["7 days",7*me],"30d":["30 days",30*me],"90d":["90 days",90*me],"1y":["1 year",365*me]},$n=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",G=()=>tt.value==="utc"?"UTC":$n,_i=new Map;function L(e,t="second"){let n=G(),i=_i.get(n);i||(i=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),_i.set(n,i));let a=i.format(new Date(e));return t==="clock"?a.slice(11,16):a.slice(0,{second:19,minute:16,day:10,month:7}[t])}var ue=e=>!e||Number.isNaN(Date.parse(e))?"":L(e,"minute").replace(" ","T"),ae=e=>e?new Date(tt.value==="utc"?`${e}Z`:e).toISOString():null;function nt(e){let t=[],n=Math.round(e/1e3);for(let[i,a]of[["d",86400],["h",3600],["min",60],["s",1]]){let s=Math.floor(n/a);if(n-=s*a,s>0&&t.length<2)t.push(`${s} ${i}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function hi(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${nt(t).split(" ").slice(0,2).join(" ")} ago`}var Eo=e=>ae(`${L(e,"day")}T00:00`)??new Date(e).toISOString();function Ie({params:e,opened:t}){let n=e.get("since"),i=e.get("until")??void 0,a=i?Date.parse(i):t.getTime(),s=e.get("last")??"7d",r=Nt[s]?.[1]??Nt["7d"][1],l=n?Date.parse(n):a-r,c=a-l,p=c<=3*me?"hour":c<=100*me?"day":c<=600*me?"week":"month";return{since:n??(p==="hour"?new Date(l-l%$i).toISOString():Eo(l)),until:i,interval:p,last:n||i?null:s}}var Io=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function _({children:e}){let n=[e].flat().map(i=>String(i??"")).join("").split(Io);return o`<bdi>${n.map((i,a)=>a%2===0?i:o`<span class="invisible">\\u{${i.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}function hn({children:e}){return[e].flat().join("").split("`").map((n,i)=>i%2===0?n:o`<code>${n}</code>`)}function g({at:e,to:t}){return e?o`<time datetime=${e} title=${`${L(e)} ${G()}
${e}`}>${L(e,t)}</time>`:o`<span class="faint">–</span>`}function _e({text:e,label:t="Copy",quiet:n=!1}){let[i,a]=C("");return o`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>a("Copied"),()=>a("Not copied")),setTimeout(()=>a(""),2e3)}} title=${e}>
    ${i||t}</button>`}function q({id:e,page:t,params:n}){if(!e)return o`<span class="faint">–</span>`;let i=o`<code class="id"><${_}>${e}<//></code>`;return o`<span class="nowrap" title=${e}>${t?o`<a href=${k(t,e,n)}>${i}</a>`:i}
    <${_e} text=${e} quiet /></span>`}var I=({tone:e="plain",children:t,title:n})=>o`<span class=${`badge ${e}`} title=${n}>${t}</span>`,N=({title:e,id:t,tools:n,children:i})=>o`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&o`<div class="tools">${n}</div>`}</header>
  ${i}
</section>`,K=({rows:e})=>o`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?o`<${_}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,Pt=({title:e,children:t,tone:n="",busy:i=!1})=>o`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${i}>
    <p class="state-title">${e}</p>${t}
  </div>`,vn=()=>o`<${Pt} title="Loading…" busy tone="loading" />`,Rt=({notes:e=[],title:t="Nothing matches."})=>o`<${Pt} title=${t}>
  ${e.map(n=>o`<p><${_}>${n}<//></p>`)}
  ${e.length===0&&o`<p>The log holds nothing of this kind. No filter was ignored.</p>`}
<//>`,vi=({children:e})=>o`<${Pt} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,we=({scope:e,children:t})=>ce(e)?t:o`<${vi}>It needs the scope <code>${e}</code>.<//>`;function Te({error:e,retry:t}){return e.status===403?o`<${vi}><${_}>${e.message}<//>.<//>`:o`<${Pt} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${_}>${e.message}<//></p>
    ${e.size!==void 0&&o`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&o`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&o`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&o`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function A({answer:e,children:t}){return e.error&&!e.loading?o`<${Te} error=${e.error} retry=${e.reload} />`:e.data?o`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?o`<${vn} />`:null}var gn=Z(null),No={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function yn(e,t,n){let i=h.value.params.getAll(e).filter(a=>a.replace(/^!/,"")!==t);B({[e]:[...i,n?`!${t}`:t]})}function J({name:e,value:t,title:n,page:i=No[e],children:a}){return t==null||t===""?o`<span class="faint">–</span>`:o`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return yn(e,t,!0);let l=r.currentTarget.getBoundingClientRect();gn.value={name:e,value:t,label:n??t,page:i,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${_}>${a??t}<//></button>`}function gi(){let e=ie(null),t=gn.value;if(X(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},i=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(u=>u===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},a={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},s=(r,l)=>o`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return o`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${a} onKeyDown=${i} onToggle=${r=>r.newState==="closed"&&(gn.value=null)}>
    <p><span class="faint">${t.name}</span> <${_}>${t.label}<//></p>
    ${s("Only this",()=>yn(t.name,t.value,!1))}
    ${s("Leave this out",()=>yn(t.name,t.value,!0))}
    ${t.page&&s("Open its page",()=>{location.hash=k(t.page??"",t.value)})}
    ${s("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var yi=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function bi(){let e=[...new Set(xe.value)];return e.length===0?null:o`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>o`<li key=${t}><code><${_}>${yi(t)}<//></code> <${_e}
      text=${yi(t)} /></li>`)}</ul>
  </details>`}var Ne=180,Pe=40,Lt=22,$e=8;function Po(e){let[t,n]=C(0);return X(()=>{if(!e.current)return;let i=new ResizeObserver(([a])=>a&&n(a.contentRect.width));return i.observe(e.current),()=>i.disconnect()},[]),t}function Ro(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return[1,2,3,4,5,6,8,10].map(n=>n*t).find(n=>n>=e)??e}function Lo(e,t){if(t==="month")return L(e,"month");let n=L(e,"clock");return t==="day"||n==="00:00"?L(e,"day").slice(5):n}var xi=e=>e.reduce((t,n)=>t+(n??0),0),Si=e=>e===null?"not covered":e.toLocaleString("en");function Re({label:e,series:t,bars:n,interval:i,onZoom:a}){let s=ie(null),r=Po(s),[l,c]=C(-1),[p,u]=C(null),m=Ro(Math.max(...n.map(({values:S})=>xi(S)),1)),f=Math.max(r-Pe,1)/Math.max(n.length,1),d=S=>$e+(Ne-$e-Lt)*(1-S/m),$=i==="hour"?"minute":i==="month"?"month":"day",b=S=>{let E=S.clientX-S.currentTarget.getBoundingClientRect().left-Pe;return Math.max(0,Math.min(n.length-1,Math.floor(E/f)))},x=(S,E)=>{let[V,H]=[n[Math.min(S,E)],n[Math.max(S,E)]];V&&H&&a?.(V.start,H.end)},y=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),v=n[l],[P,O]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return o`<figure class="chart" ref=${s}>
    <figcaption>
      <span class="when">${v?L(v.start,$):e}${v&&!v.covered?", before the log: at least":""}</span>
      ${t.map((S,E)=>o`<span key=${S} class="key"><i class=${`s${E}`}></i>${S}
        <b>${v?Si(v.values[E]??null):xi(n.map(({values:V})=>V[E]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ne}
      class=${a?"zooms":""}
      onPointerMove=${S=>{c(b(S)),p&&u([p[0],b(S)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${S=>{a&&(S.currentTarget.setPointerCapture(S.pointerId),u([b(S),b(S)]))}}
      onPointerCancel=${()=>u(null)}
      onPointerUp=${()=>{p&&x(...p),u(null)}}>
      ${[0,m/2,m].map(S=>o`<g key=${S}>
        <line class="grid" x1=${Pe} x2=${r} y1=${d(S)} y2=${d(S)} />
        ${Number.isInteger(S)&&o`<text x=${Pe-8} y=${d(S)+4} text-anchor="end">
          ${S.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((S,E)=>{let V=Pe+E*f,H=0;return o`<g key=${S.start} class=${S.covered?"":"uncovered"}>
          ${!S.covered&&o`<rect class="gap" x=${V} y=${$e} width=${f} height=${Ne-$e-Lt} />`}
          ${S.values.map((de,Y)=>de?(H+=de,o`<rect key=${Y} class=${`s${Y}`} x=${V+f*.12} width=${f*.76} y=${d(H)}
              height=${Math.max(1,d(H-de)-d(H))} />`):null)}
          ${E%y===0&&o`<text x=${V+f/2} y=${Ne-6}
            text-anchor=${E===0&&f<36?"start":"middle"}>${Lo(S.start,$)}</text>`}
          ${E===l&&o`<rect class="hover" x=${V} y=${$e} width=${f}
            height=${Ne-$e-Lt} />`}
        </g>`})}
      ${p&&o`<rect class="selection" x=${Pe+P*f} width=${(O-P+1)*f} y=${$e}
        height=${Ne-$e-Lt} />`}
    </svg>
    <${zo} ...${{label:e,series:t,bars:n,to:$,zoom:a&&x}} />
  </figure>`}function zo({label:e,series:t,bars:n,to:i,zoom:a}){let[s,r]=C(!1),l=n.some(({covered:c})=>!c);return o`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${s&&o`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${G()}</th>
        ${t.map(c=>o`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>o`<tr key=${c.start}>
        <th scope="row">${a?o`<button type="button" class="value" title="Zoom to it" onClick=${()=>a(p,p)}>
            ${L(c.start,i)}</button>`:L(c.start,i)}</th>
        ${c.values.map(u=>o`<td class="number">
          ${u!==null&&!c.covered?"≥ ":""}${Si(u)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${l&&o`<p class="faint">Shaded: from before the log began. Of then it holds only what was delivered
    later.</p>`}`}var bn=["signed_in","sign_in_pending"],ki=["signed_out","session_revoked"],Le=["impersonation_started","agent_session_started"],it=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Mo=new Set([...Le,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),D=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},zt=e=>Mo.has(e)?"warn":bn.includes(e)?"good":"plain",wi={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from the address of the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var ot=[{name:"Sign-ins",values:bn},{name:"Sign-outs",values:ki},{name:"Security and impersonation",values:[...it,...Le]},{name:"Other",values:null}];function xn({counts:e,other:t,covered:n},{values:i},a){if(!e)return null;let s=new Set(a.flatMap(c=>c.values??[])),l=(i??Object.keys(e).filter(c=>!s.has(c))).reduce((c,p)=>c+(e[p]??0),i?0:t??0);return l===0&&!n?null:l}var ze=(e,t)=>e.map(n=>({...n,values:t.map(i=>xn(n,i,t))}));function Mt(e){let{since:t,until:n,interval:i}=Ie(e);return{since:t,until:n,interval:i,time_zone:G()}}var Ti=5;function Oi(e,t){let n=t.filter(i=>e.has(i)&&!["source","instance_id"].includes(i));for(let i of["action","country","browser"]){let a=e.getAll(i);if(n.length!==1||n[0]!==i||a.some(l=>l.startsWith("!")))continue;let s=a.slice(0,Ti).map(l=>({name:i==="action"?D(l):l,values:[l]})),r=a.slice(Ti);return{by:i,ignored:[],groups:r.length>0?[...s,{name:"further values",values:r}]:s}}return{by:"action",groups:ot,ignored:n}}function Do({filter:e,value:t}){let n=h.value.params.getAll(e.name),i=e.several&&t.startsWith("!"),a=i?t.slice(1):t,s=r=>z({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return o`<li class=${i?"chip excluded":"chip"}>
    <span>${e.label} ${i?"is not":"is"}</span>
    <b><${_}>${e.kind==="time"?L(a,"minute"):a}<//></b>
    ${e.several&&o`<a href=${s(i?a:`!${a}`)} title="Turn around"
      aria-label=${`${e.label} ${a}: ${i?"show only":"leave out"}`}>${i?"=":"≠"}</a>`}
    <a href=${s(null)} aria-label=${`Remove ${e.label} ${a}`} title="Remove">×</a>
  </li>`}function Uo({filters:e}){let[t,n]=C(e[0]?.name??""),i=e.find(l=>l.name===t)??e[0];if(!i)return null;let a=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),u=i.kind==="time"?ae(p):p;if(!u)return;let m=i.several?h.value.params.getAll(t).filter(f=>f!==u):[];B({[t]:[...m,c.get("not")==="1"?`!${u}`:u]}),l.currentTarget.reset()},{kind:s}=i,r=`values-of-${t}`;return o`<form class="add" onSubmit=${a} aria-label="Add a filter">
    <select aria-label="Filter" value=${t}
      onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>o`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${i.several&&o`<select name="not" aria-label="Relation">
      <option value="">is</option><option value="1">is not</option></select>`}
    ${typeof s=="string"?o`<input key=${t} name="value" aria-label="Value" type=${s==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${s==="time"?"":"value"} />`:s.length>12?o`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${s.map(l=>o`<option value=${l} />`)}</datalist>`:o`<select key=${t} name="value" aria-label="Value">${s.map(l=>o`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function qo({name:e,label:t}){return o`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),B({[e]:String(new FormData(i.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${h.value.params.get(e)}
      defaultValue=${h.value.params.get(e)??""} aria-label=${t}
      placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function Me({filters:e,search:t}){let{params:n}=h.value,i=e.flatMap(s=>n.getAll(s.name).map(r=>({filter:s,value:r}))),a=Object.fromEntries(e.map(({name:s})=>[s,null]));return o`<div class="filters">
    ${t&&o`<${qo} name="q" label=${t} />`}
    <${Uo} filters=${e.filter(({name:s})=>s!=="q")} />
    ${i.length>0&&o`<ul class="chips" aria-label="Filters that are set">
      ${i.map(({filter:s,value:r})=>o`<${Do} key=${s.name+r} filter=${s} value=${r} />`)}
      ${i.length>1&&o`<li><a href=${z(a)}>Remove all</a></li>`}
    </ul>`}
  </div>`}var Sn=({value:e})=>o`<div class="segments">${Object.entries(Nt).map(([t,[n]])=>o`<a key=${t} class=${e===t?"on":""} aria-current=${e===t}
    href=${z({last:t,since:null,until:null})}>${n}</a>`)}</div>`;function Dt(){let{since:e,until:t,last:n}=Ie(h.value),i=a=>o`<label>${a==="since"?"From":"Until"}
    <input type="datetime-local" value=${ue({since:e,until:t??null}[a])}
      onChange=${s=>B({since:e,until:t,[a]:ae(s.currentTarget.value),last:null})} /></label>`;return o`<div class="range" role="group" aria-label=${`Range of time, ${G()}`}>
    <${Sn} value=${n} />
    ${i("since")} ${i("until")}
  </div>`}var jo=50,Fo=20,Ai=new Map;function Ci(e,t){let n=t.filter(({hidden:a})=>!a).map(({name:a})=>a).join(","),i=Ai.get(e)??It(`columns${e}`,n);return Ai.set(e,i),i}function Bo({path:e,columns:t}){let n=Ci(e,t),i=new Set(n.value.split(",")),a=s=>{i.delete(s)||i.add(s),n.value=t.map(r=>r.name).filter(r=>i.has(r)).join(",")};return o`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:s,label:r})=>o`<label key=${s}><input type="checkbox" checked=${i.has(s)}
      onChange=${()=>a(s)} /> ${r}</label>`)}
  </div></details>`}var Ut=({path:e,query:t})=>o`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>o` <a key=${n} download href=${Q(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function De({columns:e,path:t,rows:n,id:i,caption:a,mark:s}){let r=new Set(Ci(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return o`<div class="scroll" tabindex="0" role="region" aria-label=${a}><table class="rows">
    <caption class="hidden">${a}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>o`<th key=${c} scope="col" class=${c}>${p}</th>`)}</tr>
      </thead>
    <tbody>${n.map(c=>o`<tr key=${i(c)} class=${s?.(c)??""}>
      ${l.map(({name:p,label:u,cell:m,wide:f})=>o`<td key=${p} data-label=${u}
        class=${f?"wide":p}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function ee(e){let{path:t,query:n,columns:i,id:a,caption:s,mark:r,tools:l,limit:c}=e,{before:p=[],revised:u=[],part:m="",paged:f=!0}=e,{params:d}=h.value,[$,b]=[`${m}after`,`${m}before`],x={after:d.get($),before:d.get(b)},[y,v]=C(void 0),P={limit:c??(m?Fo:jo),...x,count:y},O=Se(Q(t,f?{...n,...P}:n));return o`<div class="list">
    <div class="bar">${l?.(O)}
      <span class="spring"></span>
      ${O.data?.page?.count!==void 0?o`<span class="count">
        ${O.data.page.count.toLocaleString("en")} rows</span>`:f&&o`<button type="button" onClick=${()=>v("exact")}>Count</button>`}
      <${Ut} path=${t} query=${n} /><${Bo} path=${t} columns=${i} />
    </div>
    <${A} answer=${O}>${({data:S,page:E,notes:V})=>{let H=new Set(S.map(a)),de=new Map(u.map(F=>[a(F),F])),Y=[...p.filter(F=>!H.has(a(F))),...S].map(F=>de.get(a(F))??F);return o`
        ${Y.length===0&&!E?.incomplete?o`<${Rt} notes=${V} />`:o`
          ${V?.map(F=>o`<p class="note" key=${F}><${_}>${F}<//></p>`)}
          <${De} columns=${i} path=${t} rows=${Y} id=${a} caption=${s} mark=${r} />`}
        ${E?.has_more&&o`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${E&&o`<nav class="pages" aria-label="Pages">
          ${E.prev&&(x.after||x.before)&&o`<a rel="prev" href=${z({[b]:E.prev,[$]:null})}>← Previous</a>`}
          ${E.next&&(E.has_more||x.before)&&o`<a rel="next" href=${z({[$]:E.next,[b]:null})}>
            ${E.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var Ue=(e,t,n)=>t?o`<a href=${k(n,t)} title=${t}><${_}>${e}<//></a>`:e||"–",at=e=>[e.city,e.country].filter(Boolean).join(", "),st=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),qe=e=>e.ended_at?o`<${g} at=${e.ended_at} to="minute" /> <span class="faint"><${_}>
    ${D(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:o`<span class="faint">open</span>`;function Vo({impersonated:e,impersonator_id:t}){if(!e)return o`<span class="faint">in person</span>`;let n=t&&o`by <a class="short" href=${k("users",t)} title=${t}><${_}>${t}<//></a>`;return o`<${I} tone="warn">Impersonated<//> ${n}`}var kn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,wn=e=>o`
  ${e.deleted_at&&o`<${I} tone="warn">Deleted<//>`} ${e.banned&&o`<${I} tone="warn">Banned<//>`}
  ${e.locked&&o`<${I} tone="warn">Locked<//>`} ${e.deprovisioned&&o`<${I} tone="warn">Deprovisioned<//>`}`;function Ho(e){return h.value.page==="activity"&&!h.value.id?z({row:e.svix_id}):k("activity",e.svix_id,{source:e.source==="system"?"system":null})}var Ei=[{name:"occurred_at",label:"Time",cell:e=>o`<${g} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>o`<span class=${`badge ${zt(t)}`} key=${t}>
      <${J} name="action" value=${t}>${D(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>o`<a class="row-link" href=${Ho(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${_}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>o`<${J} name="user_id" value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>o`<${J} name="actor_id" value=${e.actor.id} title=${e.actor.name??void 0}>
      ${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>o`<${J} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>o`<${J} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>o`<${J} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>o`<${J} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>o`<${J} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>o`<${J} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>o`<${J} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>o`<${g} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Ii=[{name:"started_at",label:"Started",cell:e=>o`<a href=${k("sessions",e.session_id)}><${g} at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",wide:!0,cell:e=>Ue(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acting",cell:Vo},{name:"status",label:"Status",cell:e=>o`<${J} name="status" value=${e.status}>${D(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:qe},{name:"duration",label:"Duration",cell:e=>e.duration_ms==null?"–":nt(e.duration_ms)},{name:"ip",label:"Address",cell:e=>e.ip??"–"},{name:"country",label:"Place",cell:e=>o`<${J} name="country" value=${e.country}>${at(e)}<//>`},{name:"browser",label:"Device",cell:e=>o`<${J} name="browser" value=${e.browser}>${st(e)}<//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>o`<${g} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.session_id} page="sessions" />`}],Ni=[{name:"name",label:"Name",wide:!0,cell:e=>o`${Ue(kn(e),e.user_id,"users")} ${wn(e)}`},{name:"email",label:"E-mail",cell:e=>o`<${_}>${e.primary_email??"–"}<//>
      ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>o`<span class="faint">formerly <${_}>
        ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>o`<${g} at=${e.last_sign_in_at} to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.user_id} page="users" />`}],Pi=[{name:"name",label:"Name",wide:!0,cell:e=>[Ue(e.name??e.organization_id,e.organization_id,"organizations"),e.deleted_at&&o` <${I} tone="warn">Deleted<//>`]},{name:"slug",label:"Slug",cell:e=>o`<${_}>${e.slug??"–"}<//>`},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>o`<${q} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>o`<${q} id=${e.organization_id} page="organizations" />`}],Ri=[{name:"user",label:"Member",wide:!0,cell:e=>Ue(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>o`<${_}>${e.user_email??"–"}<//>`},{name:"organization",label:"Organization",hidden:!0,cell:e=>Ue(e.organization_name??"",e.organization_id,"organizations")},{name:"role",label:"Role",cell:e=>o`<${_}>${e.roles?.join(", ")||e.role_name||e.role||"–"}<//>`},{name:"started_at",label:"Since",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:qe}],Li=[{name:"email",label:"Invited",wide:!0,cell:e=>o`<${_}>${e.email??"–"}<//>`},{name:"status",label:"Status",cell:e=>o`${D(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>o`<${_}>${e.role_name??e.role??"–"}<//>`},{name:"inviter",label:"By",cell:e=>Ue(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>o`<${g} at=${e.settled_at} to="minute" />`}],zi=[{name:"name",label:"Name",wide:!0,cell:e=>o`<${_}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>o`<${_}>${e.owner??"–"}<//>`},{name:"status",label:"Status",cell:e=>o`<${I} tone=${e.status==="valid"?"good":"warn"}>${D(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>o`<${g} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?o`<${g} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>o`<${q} id=${e.key_id} />`}];var rt=["true","false"],lt=(e,t)=>t,Wo=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Mi=[{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0}],Go=lt("/v1/activity",[{name:"action",label:"Action",kind:Wo,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Mi,{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),Ko=["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"],W={"/v1/activity":{title:"Activity",columns:Ei,id:e=>`${e.source}/${e.svix_id}`,filters:Go,search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Ii,id:e=>`${e.source}/${e.session_id}`,search:"People and organizations, by name or id",filters:lt("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:rt},{name:"agent",label:"Agent",kind:rt},{name:"status",label:"Status",kind:Ko,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"impersonator_id",label:"Impersonator",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Mi])},"/v1/users":{title:"Users",columns:Ni,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:lt("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:rt},{name:"banned",label:"Banned",kind:rt},{name:"never_signed_in",label:"Never signed in",kind:rt},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Pi,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:lt("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Ri,id:e=>`${e.source}/${e.membership_id}`,filters:lt("/v1/memberships",[{name:"role",label:"Role",kind:"text",several:!0},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Li,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:zi,id:e=>e.key_id,filters:[],paged:!1}},Tn=e=>W[e];var Yo=500,Zo=["until","since","received_since","received_until"];function Di(e,t){let[n,i]=C([]),[a,s]=C([]),[r,l]=C(""),c=ie(""),p=Q("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([u])=>!Zo.includes(u))));return X(()=>{c.current="",i([]),s([])},[p]),X(()=>{if(!t)return l("");let u=c.current&&`${p.includes("?")?"&":"?"}after=${encodeURIComponent(c.current)}`,m=new EventSource(p+u);l("connecting");let f=d=>{if(d.lastEventId&&(c.current=d.lastEventId),l("live"),d.type==="heartbeat")return;let $=JSON.parse(d.data);(d.type==="revision"?s:i)(x=>[$,...x.filter(({svix_id:y})=>y!==$.svix_id)].slice(0,Yo))};for(let d of["message","revision","heartbeat"])m.addEventListener(d,f);return m.addEventListener("closed",d=>l(JSON.parse(d.data).detail)),m.addEventListener("error",()=>{if(m.readyState!==EventSource.CLOSED)return l("connecting");l("The stream was refused. Remove a filter, or pause and start it again."),et()}),()=>m.close()},[p,t]),{rows:n,revised:a,state:r}}var On=()=>{let e=h.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null};function qt(e){let t=On();return t===null?"":e.position>t?"late":e.revision>t?"revised":""}function je({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:h.value.params.get("row")};return o`<${_e} label="Copy permalink" text=${location.origin+location.pathname+z(n)} />`}var Ui=20;function jt({query:e}){let t=On(),n=w("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:Ui});if(t===null||!n.data)return null;let i=n.data.data.filter(s=>s.position>t),a=n.data.data.filter(s=>qt(s)==="revised");return i.length+a.length===0?o`<p class="note" role="status">This link was made at position ${t}. Nothing was recorded since
      that belongs here.</p>`:o`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> What belongs here and was recorded since: ${i.length}
      ${i.length===Ui&&" or more"}. What a late event revised: ${a.length}.</p>
    <ul>${[...i,...a].slice(0,5).map(s=>o`<li key=${s.svix_id}><${g} at=${s.occurred_at} />
      <a href=${k("activity",s.svix_id)}><${_}>${s.summary}<//></a></li>`)}</ul>
  </div>`}function qi({row:e}){return qt(e)!=="revised"?null:o`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${On()}): an event that
    happened just before it arrived late, at position ${e.revision}. Its actions and changes are compared with
    that event now.</p>`}var Jo=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function ct({value:e}){return e==null?o`<span class="faint">none</span>`:typeof e=="string"&&Jo.test(e)?o`<${g} at=${e} />`:Array.isArray(e)?e.length===0?o`<span class="faint">empty</span>`:e.map(t=>o`<div><${ct} value=${t} /></div>`):typeof e=="object"?o`<dl class="object">${Object.entries(e).map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd><${ct} value=${n} /></dd></div>`)}</dl>`:o`<${_}>${e}<//>`}function ji(e,t){return[e,t].every(i=>i&&typeof i=="object"&&!Array.isArray(i))?Object.fromEntries(Object.entries(e).filter(([i,a])=>JSON.stringify(a)!==JSON.stringify(t[i]))):e}function Xo({first_seen:e,no_longer_reported:t,reported_again:n}){return e?o`<${I} title="The previous version did not contain the field">not known before<//>`:t?o`<${I} title="The value is unknown from then on">no longer reported<//>`:n?o`<${I} title="The same value as was last reported">reported again<//>`:null}function ut({changes:e,before:t="Before",after:n="After"}){return o`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((i,a)=>o`<tr key=${a}>
      <th scope="row"><${_}>${i.field.replace(/_/g," ")}<//> ${Xo(i)}</th>
      ${i.keys?o`<td colspan="2" data-label="Keys, without their values"><div>
        <${ct} value=${i.keys} /></div></td>`:o`
        <td class="before" data-label=${t}><div><${ct} value=${ji(i.from,i.to)} /></div></td>
        <td class="after" data-label=${n}><div><${ct} value=${ji(i.to,i.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var Fi=({id:e})=>o`<div class="card">
  <${An} id=${e} source=${h.value.params.get("source")} /></div>`;function An({id:e,source:t}){let n={source:t??void 0},i=w("/v1/activity/{svix_id}",n,{svix_id:e});return o`<${A} answer=${i}>${a=>o`
    <h2 class="sentence"><${_}>${a.summary}<//></h2>
    <p>${a.actions.map(s=>o`<${I} key=${s} tone=${zt(s)}><${_}>
      ${D(s)}<//><//> `)}
      <${g} at=${a.occurred_at} /> <${je} position=${i.position} times=${{}} /></p>
    <${qi} row=${a} />
    <${ta} row=${a} />
    ${a.changes.length>0&&o`<h3>What changed</h3><${ut} changes=${a.changes} />`}
    ${a.baseline&&o`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${K} rows=${[["Actor",o`${D(a.actor.kind)} ${a.actor.name&&o`<b><${_}>${a.actor.name}<//></b>`} ${a.actor.id&&o`<${q} id=${a.actor.id} page=${a.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",o`${a.actor.inferred?o`<${I} tone="warn">Inferred<//>`:o`<${I} tone="good">Reported<//>`} ${wi[a.actor.basis]}`],["User",a.user_id&&o`<${q} id=${a.user_id} page="users" />`],["Session",a.session_id&&o`<${q} id=${a.session_id} page="sessions" />`],["Organization",a.organization_id&&o`<${q} id=${a.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${K} rows=${[["Address",a.ip&&o`<${_}>${a.ip}<//> <${_e} text=${a.ip} quiet />`],["All addresses",a.ips.length>1?a.ips.join(", "):null],["Place",[a.city,a.country].filter(Boolean).join(", ")],["Browser",a.browser],["User agent",a.user_agent],["New to the user",Object.entries(a.new_to_user??{}).filter(([,s])=>s).map(([s])=>s).join(", ")]]} />
    <h3>In the log</h3>
    <${K} rows=${[["Position",String(a.position)],["svix-id",o`<${q} id=${a.svix_id} />`],["Type",a.type],["Source",a.source],["Instance",a.instance_id],["Received",o`<${g} at=${a.received_at} />`],["Time is from",D(a.occurred_basis)],["Revised at position",a.revision>a.position?String(a.revision):null]]} />
    <${we} scope="events:read"><${Qo} id=${a.svix_id} query=${n} /><//>`}<//>`}function Qo({id:e,query:t}){let[n,i]=C(!1),a={svix_id:e},s=w("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},a);return o`<${A} answer=${s}>${r=>o`
    <${K} rows=${[["Came by",r.via],["Commitment",o`<code class="id"><${_}>${r.commitment}<//></code> <${_e} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${ce("events:body")?o`
        ${r.payload_redacted&&o`<button type="button" onClick=${()=>i(!0)}>Show all of it</button>`}
        <a download href=${Q("/v1/events/{svix_id}/payload",t,a)}>Download as it was sent</a>`:r.payload_redacted&&o`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?o`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:o`<${ea} value=${r.payload} />`}`}<//>`}var ea=({value:e})=>o`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>o`<${_}>${t}<//>${`
`}`)}</pre>`;function ta({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=w("/v1/activity",t&&{...t,until:e.occurred_at}),i=w("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),a=n.data?.data[0],s=i.data?.data.find(({svix_id:c})=>c!==e.svix_id),r=h.value.page==="activity"&&!h.value.id,l=(c,p)=>c&&o`<a title=${c.summary}
    href=${r?z({row:c.svix_id}):k("activity",c.svix_id)}>${p}</a>`;return!a&&!s?null:o`<nav class="neighbours" aria-label="Events of this user">
    ${l(a,"← Previous of this user")} ${l(s,"Next of this user →")}</nav>`}var{columns:na,filters:Vi,id:ia,search:oa,title:aa}=W["/v1/activity"],Bi=[...Vi.map(({name:e})=>e),"q"];function Hi(){let{params:e}=h.value,t=e.get("row"),n=Mt(h.value),i={...ke(Bi),since:n.since,until:n.until},{by:a,groups:s,ignored:r}=Oi(e,Bi),l=r.length===0?"Drag to zoom":`All activity of this time: the chart does not count by ${r.join(", ")}`,c=w("/v1/stats/activity",{...ke(["source","instance_id"]),by:a,...n}),p=Di(i,e.get("live")==="1"&&!n.until),u=!e.has("after")&&!e.has("before"),m=($,b)=>B({since:$,until:b,last:null}),f=$=>$.svix_id===t?"selected":qt($),d=({position:$})=>{let b={since:n.since,until:n.until??new Date().toISOString(),last:null,live:null};return o`<${sa} state=${p.state} ended=${!!n.until} rows=${p.rows} />
      <${je} position=${$} times=${b} />`};return o`<h1>${aa}</h1>
    <${Dt} /><${Me} filters=${Vi} search=${oa} />
    <${jt} query=${i} />
    <${N} title="How much happened" tools=${o`<span class="faint">${l}</span>`}>
      <${A} answer=${c}>${({data:$})=>o`
        <${Re} label=${`Per ${n.interval}`} interval=${n.interval}
          series=${s.map(({name:b})=>b)} bars=${ze($,s)} onZoom=${m} />`}<//>
    <//>
    <div class=${t?"beside":""}>
      <${N} title="What happened">
        <${ee} path="/v1/activity" query=${i} columns=${na} id=${ia} caption="Activity, newest first"
          before=${u?p.rows:[]} revised=${p.revised} mark=${f} tools=${d} />
      <//>
      ${t&&o`<${ra} key=${t} id=${t} />`}
    </div>`}function sa({state:e,ended:t,rows:n}){if(t)return o`<span class="faint">Live without an end of time only</span>`;let i=h.value.params.get("live")==="1";return o`<button type="button" onClick=${()=>B({live:i?null:"1",after:null,before:null})}>
      ${i?"Pause":"Live"}</button>
    ${i&&o`<span class=${e==="live"?"live on":"live"}>
      ${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${i&&n[0]?o`<${_}>${n[0].summary}<//>`:""}</span>`}function ra({id:e}){let t=ie(null);return X(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),o`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&B({row:null})}>
    <a class="close" href=${z({row:null})} aria-label="Close the event">×</a>
    <${An} id=${e} source=${h.value.params.get("source")} />
  </aside>`}function Ft({path:e}){let t=W[e],n=ke([...t.filters.map(({name:i})=>i),...t.search?["q"]:[]]);return o`<h1>${t.title}</h1>
    <${Me} filters=${t.filters} search=${t.search} />
    <div class="card"><${ee} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var Bt=W["/v1/activity"],Wi=6e4,te=()=>h.value.params.get("as_of")??void 0;function Vt(){let e=te();return e&&new Date(Date.parse(e)+1).toISOString()}function Fe({position:e,query:t,from:n}){let i=te(),a=h.value.opened.getTime();return o`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${ue(i??null)} max=${ue(new Date().toISOString())}
      onChange=${s=>B({as_of:ae(s.currentTarget.value)})} /></label>
    ${n&&o`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(n)} max=${a} step=${Wi}
      value=${i?Date.parse(i):a} aria-valuetext=${i?L(i,"minute"):"now"}
      onChange=${s=>{let r=Number(s.currentTarget.value);B({as_of:a-r<2*Wi?null:new Date(r).toISOString()})}} />`}
    ${i?o`<b>The page shows what was true at ${L(i)}, ${G()}.</b>
        <a href=${z({as_of:null})}>Now</a>`:o`<span class="faint">now</span>`}
    <${je} position=${e} times=${{as_of:i??new Date().toISOString()}} />
  </div>
  <${jt} query=${{...t,until:Vt()}} />`}function Be({query:e,title:t="Activity"}){let n=Bt.filters.map(({name:i})=>i).filter(i=>!(i in e));return o`<${N} title=${t} id="activity">
    <${Me} filters=${Bt.filters.filter(({name:i})=>n.includes(i))} />
    <${ee} path="/v1/activity" part="activity_" query=${{...e,...ke(n),until:Vt()}}
      columns=${Bt.columns} id=${Bt.id} caption=${`${t}, newest first`} />
  <//>`}var la=8;function Ve({path:e,id:t}){let{params:n}=h.value,[i,a]=["versions_after","versions_before"].map(p=>n.get(p)??void 0),s=te(),r=`${e}/history`,c=w(r,{limit:s?1e3:20,after:i,before:a},{user_id:t,session_id:t,organization_id:t});return o`<${N} title="Versions" id="versions">
    <${ua} path=${e} id=${t} />
    <${A} answer=${c}>${({data:p,page:u})=>o`
      <ol class="versions">
        ${p.filter(({occurred_at:m})=>!s||m<=s).map(m=>o`<${ca} key=${m.svix_id} version=${m} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${u.prev&&(i||a)&&o`<a href=${z({versions_before:u.prev,versions_after:null})}>← Newer</a>`}
        ${u.next&&u.has_more&&o`<a href=${z({versions_after:u.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function ca({version:{changes:e,evidence:t,occurred_at:n,type:i}}){let a=e.length===0?"nothing new":e.length===1?"1 field":`${e.length} fields`;return o`<li><details open=${t==="object"&&e.length<=la}>
    <summary><${g} at=${n} /> <b><${_}>${i}<//></b> <span class="faint">${a}</span></summary>
    ${e.length>0&&o`<${ut} changes=${e} />`}
    <p class="faint">Says: ${D(t).toLowerCase()}.
      ${" "}<a href=${z({as_of:n})}>Show the page as of then</a></p>
  </details></li>`}function ua({path:e,id:t}){let{params:n}=h.value,[i,a]=[n.get("from"),n.get("to")],s=`${e}/diff`,l=w(s,i&&a?{from:i,to:a}:null,{user_id:t,session_id:t,organization_id:t});return o`<form class="compare" onSubmit=${p=>{p.preventDefault();let u=new FormData(p.currentTarget);B({from:ae(String(u.get("from"))),to:ae(String(u.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${ue(i)}
        key=${i} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${ue(a)} key=${a} /></label>
      <button type="submit">Compare</button> ${i&&o`<a href=${z({from:null,to:null})}>Clear</a>`}
    </form>
    <${A} answer=${l}>${p=>o`<div class="diff">
      ${!p.from.known&&o`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${p.changes.length===0?o`<p>Nothing differs between the two.</p>`:o`<${ut} changes=${p.changes} before=${L(p.from.at,"minute")}
          after=${L(p.to.at,"minute")} />`}
    </div>`}<//>`}var Gi="/v1/organizations/{organization_id}";function Ki({title:e,path:t,part:n,query:i}){let{columns:a,id:s}=W[t];return o`<${N} title=${e}><${ee} path=${t} part=${n} query=${i} columns=${a} id=${s}
    caption=${e} /><//>`}function Yi({id:e}){let t=te(),n=w(Gi,{as_of:t},{organization_id:e});return o`<${A} answer=${n}>${i=>o`
      <h1><${_}>${i.name??e}<//> ${i.deleted_at&&o`<${I} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&o`<${N} title="Identity"><div class="columns">
      <${K} rows=${[["Slug",n.data.slug],["Created",o`<${g} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&o`<${q} id=${n.data.created_by} page="users" />`]]} />
      <${K} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&o`<${g} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${Ki} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${Ki} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${Be} query=${{organization_id:e}} />
    <${Ve} path=${Gi} id=${e} />`}function da(e,t,n){return e?.split(`
`).filter(a=>a.startsWith(`${t}{`)&&a.includes(n))?.reduce((a,s)=>a+Number(s.split(" ").at(-1)),0)}function Ht(){let e=w("/v1/sources",{}),t=w("/v1/projections",ce("metrics:read")?{}:null),n=Se(ce("metrics:read")?"/metrics":null);if(e.error)return o`<${Te} error=${e.error} retry=${e.reload} />`;let i=e.data?.data??[],a=i.map(m=>m.last_event_at??"").sort().at(-1),s=i.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=i.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=da(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=o`<span class="faint">your key may not see it</span>`,u=(m,f,d=!1)=>o`<div class=${d?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return o`<section class="strip" aria-label="How whole the log is"><dl>
    ${u("Last delivery",a?o`<span title=${a}>${hi(a)}</span>`:"none yet")}
    ${u("Lag of the views",t.data?l===0?"none":`${l} events`:p,l>1e3)}
    ${u("Refused since start",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${u("Hidden instances",r===0?"none":o`<a href=${k("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${u("Complete since",o`<${g} at=${s} to="minute" />`)}
  </dl>${i.map(({recent:m})=>m?.notice&&o`<p class="note"><${_}>${m.notice}<//></p>`)}
    </section>`}var pa=[...Le,"user_banned","mfa_disabled","session_revoked"],He=({label:e,value:t,href:n,note:i,warn:a})=>o`<div class=${a?"figure warn":"figure"}>
  <dt>${n?o`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${i&&o`<dd class="faint">${i}</dd>`}
</div>`,We=e=>e?.toLocaleString("en");function Zi(){let e=Mt(h.value),{since:t,until:n}=e,i=w("/v1/stats/activity",{by:"action",...e}),a=w("/v1/stats/sessions",e),s=w("/v1/stats/users",{...e,interval:"month"}),r=y=>w("/v1/activity",{new:y,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=y=>i.data?.data.reduce((v,P)=>v+(xn(P,{name:"",values:y},[])??0),0),[u,m]=[p(Le),p(it)],f=s.data?.data.map(y=>y.signed_in??0)??[],d={since:n?t:null,until:n,last:h.value.params.get("last")},$=w("/v1/activity",{action:pa,since:t,until:n,limit:8}),b=ot.slice(0,2),x=(y,v)=>B({since:y,until:v,last:null});return o`<h1>Overview</h1>
    <${Ht} />
    <${Dt} />
    <dl class="figures">
      <${He} label="Signed in now" value=${We(a.data?.active_now)}
        href=${k("sessions",null,{status:"active"})} note="sessions" />
      <${He} label="Users who signed in" href=${k("activity",null,{action:"signed_in",...d})}
        value=${s.data&&We(Math.max(0,...f))}
        note=${f.length>1?"at least: most of one month":"distinct"} />
      <${He} label="New countries" value=${We(l)}
        href=${k("activity",null,{new:"country",...d})} note="sign-ins" />
      <${He} label="New devices" value=${We(c)}
        href=${k("activity",null,{new:"device",...d})} note="sign-ins" />
      <${He} label="Impersonations" value=${We(u)} warn=${u}
        href=${k("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions in another's name" />
      <${He} label="Security changes" value=${We(m)}
        href=${k("activity",null,{action:it.slice(0,20),...d})} note="access, factors, roles" />
    </dl>
    <${N} title="Sign-ins and sign-outs" tools=${o`<span class="faint">Drag to zoom</span>`}>
      <${A} answer=${i}>${({data:y})=>o`
        <${Re} label=${`Per ${e.interval}`} interval=${e.interval}
          series=${b.map(({name:v})=>v)} bars=${ze(y,b)} onZoom=${x} />`}<//>
    <//>
    <${N} title="Worth a look" tools=${o`<a href=${k("activity",null,d)}>All activity</a>`}>
      <${A} answer=${$}>${({data:y})=>y.length===0?o`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:o`<ul class="events">${y.map(v=>o`<li key=${v.svix_id}>
          <${g} at=${v.occurred_at} to="minute" />
          <a href=${k("activity",v.svix_id)}><${_}>${v.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var fa=1e3,Wt=["since","until","active_at","as_of","last_sign_in_before"];function Ji(){let e=w("/v1/reports",{});return o`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request, and leaves a file that the log vouches for.</p>
    <${A} answer=${e}>${({data:t})=>o`<ul class="tiles">${t.map(n=>o`
      <li key=${n.name} class="card"><a href=${k("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${hn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function Xi({id:e}){let t=w("/v1/reports",{});return o`<${A} answer=${t}>${({data:n})=>{let i=n.find(({name:a})=>a===e);return i?o`<${ma} report=${i} />`:o`<h1>No such report</h1><p><a
      href=${k("reports")}>All reports</a></p>`}}<//>`}function ma({report:e}){let{params:t,opened:n}=h.value,[i="",a=""]=e.request.split("?"),s=[...e.required,...e.optional],r=Tn(i)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!s.includes(f)),l=[...s,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,d]of new URLSearchParams(a))p[f]=[...p[f]??[],d];for(let f of c)p[f]=t.getAll(f);let u=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let d=new FormData(f.currentTarget);B(Object.fromEntries(l.map($=>{let b=String(d.get($)??"").trim();return[$,Wt.includes($)?ae(b):b]})))};return o`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${hn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>o`<label key=${f}>${D(f)}${e.required.includes(f)?" (needed)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Wt.includes(f)?"datetime-local":"text"}
          defaultValue=${Wt.includes(f)?ue(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&o`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${D(f)}: ${Wt.includes(f)?L(t.get(f)??""):t.get(f)}. `)}
      Printed ${L(n)}, ${G()}, with the key <${_}>${Et()}<//>. Request: <code>
        ${Q(i,p)}</code></p>
    ${u.length>0?o`<p class="note">Fill in ${u.map(D).join(" and ")} for the answer.</p>`:i==="/v1/stats/activity"?o`<${$a} query=${{time_zone:G(),...p}} />`:o`<div class="card"><${_a} path=${i} query=${p} caption=${e.question} /></div>`}`}function _a({path:e,query:t,caption:n}){let i=Tn(e);return i?o`<${ee} path=${e} query=${t} columns=${i.columns} id=${i.id} limit=${fa}
    caption=${n} paged=${i.paged??!0} />`:o`<p><${Ut} path=${e} query=${t} /></p>`}function $a({query:e}){let t=ot.slice(0,2),n=Se(Q("/v1/stats/activity",e));return o`<${N} title="Per day" tools=${o`<${Ut} path="/v1/stats/activity" query=${e} />`}>
    <${A} answer=${n}>${({data:i})=>o`<${Re} label="Per day" interval="day"
      series=${t.map(({name:a})=>a)} bars=${ze(i,t)} />`}<//><//>`}function Gt({sessions:e,since:t,until:n}){let[i,a]=[Date.parse(t),Date.parse(n)],s=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-i)/Math.max(1,a-i)*100)),r=[0,.25,.5,.75].map(l=>i+l*(a-i));return o`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>o`<text key=${l} x=${`${s(l)}%`} y="12">
          ${L(l,a-i>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=a?l.ended_at:null,p=s(l.started_at),u=s(c??a);return o`<tr key=${l.session_id}>
        <th scope="row"><a href=${k("sessions",l.session_id)}><${_}>${st(l)||"unknown device"}<//></a>
          <span class="faint"><${_}>${at(l)}<//></span>
          ${l.impersonated&&o`<${I} tone="warn">Impersonated<//>`}</th>
        <td><${g} at=${l.started_at} to="minute" /><br />
          ${c?qe(l):o`<span class="faint">${h.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(m=>o`<line key=${m} class="grid" x1=${`${s(m)}%`} x2=${`${s(m)}%`}
            y1="0" y2="22" />`)}
          <rect class=${c?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,u-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&o`<line class="active" x1=${`${s(l.last_active_at)}%`}
            x2=${`${s(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var Qi="/v1/sessions/{session_id}";function eo({id:e}){let t=w(Qi,{as_of:te()},{session_id:e});return o`
    <${A} answer=${t}>${n=>o`<h1>Session of ${n.user_id?o`<a href=${k("users",n.user_id,{as_of:te()})}><${_}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&o` <${I} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&o`<${ha} row=${t.data} />`}
    <${Be} query=${{session_id:e}} />
    <${Ve} path=${Qi} id=${e} />`}function ha({row:e}){let t=e.ended_at??te()??h.value.opened.toISOString();return o`<${N} title="From when to when">
    <${Gt} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${K} rows=${[["Status",D(e.status)],["Started",o`<${g} at=${e.started_at} />`],["Completed",o`<${g} at=${e.activated_at} />`],["Last active",o`<${g} at=${e.last_active_at} />`],["Ended",qe(e)],["Duration",e.duration_ms==null?"open":nt(e.duration_ms)],["Expires unless used",e.expire_at&&o`<${g} at=${e.expire_at} to="minute" />`]]} />
      <${K} rows=${[["Acted by",e.impersonated?o`${D(e.actor_kind??"impersonator")} <${q}
          id=${e.impersonator_id} page="users" />`:"the user in person"],["Device",st(e)],["Place",at(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&o`<a href=${k("organizations",e.organization_id)}><${_}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function to(){let[e,t]=C(""),[n,i]=C(!1);return o`<main class="sign-in" id="main"><form onSubmit=${async s=>{s.preventDefault();let r=String(new FormData(s.currentTarget).get("key")??"").trim();i(!0),t("");try{await mn(r)}catch(l){t(l.message),i(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&o`<p class="error" role="alert"><${_}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var va=1e3,ga=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],ya=W["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),no=()=>o`<h1>System</h1>
  <${Ht} />
  <${N} title="Views"><${we} scope="metrics:read"><${xa} /><//><//>
  <${N} title="Sources"><${Sa} /><//>
  <${N} title="Keys"><${we} scope="keys:read">
    <${ee} path="/v1/keys" query=${{}} columns=${W["/v1/keys"].columns} id=${W["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${N} title="Who read the log"><${we} scope="events:read">
    <${ee} path="/v1/activity" part="readers_" query=${{source:"system",type:ga}} columns=${ya}
      id=${W["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${N} title="Events that a view could not read"><${we} scope="events:read"><${ka} /><//><//>`,ba=({row:e})=>o`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function xa(){let e=w("/v1/projections",{}),[t,n]=C(""),[i,a]=C(null),s=e.data?.data.some(({state:c})=>c==="building")||t!=="";X(()=>{if(!s)return;let c=setTimeout(()=>{n(""),e.reload()},va);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{a(null);try{await Ee(Q("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){a(p)}},l=[{name:"name",label:"View",cell:c=>o`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>o`<${I}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>o`<${ba}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>o`<${g}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(ce("admin:rebuild")?o`<button type="button" disabled=${s} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:o`<span class="faint">needs admin:rebuild</span>`)}];return o`${i&&o`<${Te} error=${i} />`}<${A} answer=${e}>
    ${({data:c})=>o`<${De} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function Sa(){let e=w("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>o`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>o`<${g} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>o`<${g} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>o`<${_}>${n.recent?.notice??"nothing"}
      <//>`}];return o`<${A} answer=${e}>${({data:n})=>o`<${De}
    path="/sources"
    columns=${t} rows=${n}
    id=${i=>i.source} caption="Sources" />`}<//>`}function ka(){let e=w("/v1/undecodable",{limit:20});return o`<${A} answer=${e}>${({data:t})=>t.length===0?o`<p class="faint">None: every view read every event.</p>`:o`<ul class="events">${t.map(n=>o`<li key=${n.position}><${g} at=${n.received_at} /> <b>
      <${_}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:i,reason:a})=>o`<span class="faint">${i}: <${_}>${a}<//></span> `)}</li>`)}</ul>`}<//>`}var io="/v1/users/{user_id}";function oo({id:e}){let t=te(),n=w(io,{as_of:t},{user_id:e});return o`
    <${A} answer=${n}>${i=>o`<h1><${_}>${kn(i)}<//> <${wn}
      ...${i} /></h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Fe} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&o`<${N} title="Identity"><${wa} user=${n.data} /><//>`}
    <${Oa} id=${e} />
    <${Aa} id=${e} />
    <${Be} query=${{involves:e}} />
    <${Ve} path=${io} id=${e} />`}function wa({user:e}){let t=(r,l)=>o`<div><${_}>${l}<//> <${I}
    tone=${r.verification==="verified"?"good":"plain"}>${r.verification??"not verified"}<//></div>`,n=(r,l)=>r?.length?r.map(l):null,i=r=>r==null?"not reported":r?"yes":"no",a=n(e.email_addresses,r=>t(r,r.email_address))??n(e.emails,r=>o`<div><${_}>${r}<//></div>`),s=[e.external_accounts,e.saml_accounts,e.enterprise_accounts].flatMap(r=>r??[]);return o`<div class="columns">
    <${K} rows=${[["E-mail",a],["Formerly",n(e.former_emails,r=>o`<div class="former"><${_}>${r}<//></div>`)],["Phone",n(e.phone_numbers,r=>t(r,r.phone_number))],["Wallet",n(e.web3_wallets,r=>t(r,r.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n(s,r=>t(r,[r.provider?.replace(/^oauth_/,""),r.email_address].filter(Boolean).join(" · ")))]]} />
    <${K} rows=${[["Second factor",e.two_factor_enabled?["required",e.totp_enabled&&"authenticator app",e.backup_code_enabled&&"backup codes"].filter(Boolean).join(", "):i(e.two_factor_enabled)],["Passkeys",n(e.passkeys,r=>o`<div><${_}>${r.name??r.id}<//></div>`)],["Password",o`${i(e.password_enabled)} ${e.password_last_updated_at&&o`<span class="faint">set <${g} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",i(e.banned)],["Locked",o`${i(e.locked)} ${e.lockout_expires_at&&o`<span class="faint">until <${g} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",[e.scim_directory_id,e.deprovisioned&&"deprovisioned"].filter(Boolean).join(", ")]]} />
    <${K} rows=${[["Created",o`<${g} at=${e.created_at} to="minute" />`],["Last sign-in",o`<${g} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&o`<${g} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&o`<${g} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&o`<a href=${k("system")}><${g} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}var Ta=W["/v1/memberships"].columns.filter(({name:e})=>!["user","email","ended_at"].includes(e)).map(e=>({...e,hidden:!1}));function Oa({id:e}){let t=te(),n=w("/v1/memberships",{user_id:[e],...t?{active_at:t}:{active:!0}}),i=W["/v1/memberships"];return n.data?.data.length===0?null:o`<${N} title="Organizations">
    <${A} answer=${n}>${({data:a})=>o`<${De} path="/memberships-of-a-user" columns=${Ta} rows=${a} id=${i.id}
        caption="Organizations" />`}<//>
  <//>`}function Aa({id:e}){let{params:t,opened:n}=h.value,i=te()??n.toISOString(),a=t.get("last")??"30d",{since:s}=Ie({page:"",id:e,params:new URLSearchParams({last:a}),opened:new Date(i)}),r=w("/v1/sessions",{user_id:[e],since:s,until:Vt()??i,limit:50}),l=k("sessions",null,{user_id:e,since:s,until:i});return o`<${N} title="Sessions" tools=${o`<${Sn} value=${a} />`}>
    <${A} answer=${r}>${({data:c,page:p,notes:u})=>c.length===0?o`<${Rt} title="No session in this time." notes=${u} />`:o`<${Gt} sessions=${c} since=${s} until=${i} />
        ${p.has_more&&o`<p><a href=${l}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Cn={"":{title:"Overview",all:Zi},activity:{title:"Activity",all:Hi,one:Fi},users:{title:"Users",all:()=>o`<${Ft} path="/v1/users" />`,one:oo},sessions:{title:"Sessions",all:()=>o`<${Ft} path="/v1/sessions" />`,one:eo},organizations:{title:"Organizations",all:()=>o`<${Ft} path="/v1/organizations" />`,one:Yi},reports:{title:"Reports",all:Ji,one:Xi},system:{title:"System",all:no}},En=class extends re{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?o`<${Te} error=${t} />`:this.props.children}},ao=({label:e,setting:t,options:n})=>o`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${i=>{t.value=i.currentTarget.value}}>
    ${n.map(([i,a])=>o`<option key=${i} value=${i}>${a}</option>`)}
  </select></label>`,Ca=[["system","System theme"],["light","Light"],["dark","Dark"]];function Ea(){let{page:e,id:t}=h.value,n=Object.hasOwn(Cn,e)?Cn[e]:void 0;return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,o`<a class="skip" href="#main" onClick=${i=>{i.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Cn).map(([i,{title:a}])=>o`<a key=${i} href=${k(i)} aria-current=${i===e?"page":null}>${a}</a>`)}</nav>
      <div class="tools">
        <${ao} label="Time zone" setting=${tt} options=${[["local",$n],["utc","UTC"]]} />
        <${ao} label="Theme" setting=${_n} options=${Ca} />
        <span class="who" title="The key of this session"><${_}>${Et()}<//></span>
        <button type="button" onClick=${()=>di()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${En} key=${`${e}/${t}`}>
      ${n?t&&n.one?o`<${n.one} id=${t} />`:o`<${n.all} />`:o`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${bi} /><p class="faint">All times are in ${G()}.</p></footer>
    <${gi} />`}function Ia(){return oe.value===void 0?o`<main id="main"><${vn} /></main>`:oe.value===null?o`<${to} />`:o`<${Ea} />`}_n.subscribe(e=>{document.documentElement.dataset.theme=e});on(o`<${Ia} />`,document.body);var{page:so,params:Na}=h.value;so==="sign-in"&&location.replace("#/");et(so==="sign-in"?Na.get("link"):null);
